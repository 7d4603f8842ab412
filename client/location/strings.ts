import { words } from '../language.ts';

export const t = words({
  zh: {
    map: '地图',
    mapKeys: '可移动的地图，用方向键',
    share: '共享我的位置',
    stop: '停止共享',
    weak: '信号太弱，暂时看不到准确位置',
    asking: '正在获取你的位置…',
    denied: '手机没有允许使用位置。请在浏览器设置里允许，再点一次。',
    unavailable: '这台手机现在给不出位置。请打开定位再试。',
    centre: '回到中间',
    loading: '正在画地图…',
    failed: '地图没有加载出来，联网后再试',
    nobody: '还没有人共享位置',
  },
  en: {
    map: 'Map',
    mapKeys: 'Movable map, arrow keys move it',
    share: 'Share my location',
    stop: 'Stop sharing',
    weak: 'The signal is too weak for an exact position',
    asking: 'Looking for your position…',
    denied: 'This phone did not allow it. Allow location in the browser settings, then tap again.',
    unavailable: 'This phone has no position to give. Turn location on and try again.',
    centre: 'Centre the map',
    loading: 'Drawing the map…',
    failed: 'The map did not load. It tries again when you are online.',
    nobody: 'Nobody shares a position yet',
  },
});

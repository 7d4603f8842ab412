import { words } from '../language.ts';

export const t = words({
  zh: {
    point: '指给对方看',
    hint: '按住地图，对方看得到你的手指',
    keys: '方向键移动手指，Esc 收起',
    me: '你',
    pointsAt: (who: string, where: string) => `${who}指着地图：${where}`,
    youPointAt: (where: string) => `你指着：${where}`,
    lifted: '手指收起了',
    elsewhere: (who: string) => `${who}指着别处，去看看`,
    fromDoor: (distance: string, direction: string) => `门口往${direction} ${distance}`,
    atDoor: '门口',
  },
  en: {
    point: 'Point',
    hint: 'Press on the map: the others see your finger',
    keys: 'Arrow keys move it, Escape lifts it',
    me: 'You',
    pointsAt: (who: string, where: string) => `${who} points on the map: ${where}`,
    youPointAt: (where: string) => `You point at: ${where}`,
    lifted: 'You stopped pointing',
    elsewhere: (who: string) => `${who} points elsewhere: show`,
    fromDoor: (distance: string, direction: string) => `${distance} ${direction} of the door`,
    atDoor: 'the door',
  },
});

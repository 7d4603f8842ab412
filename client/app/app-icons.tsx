import { icon } from '../ui/icons.tsx';

export const BellIcon = icon(<path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 18.5a2 2 0 0 0 4 0" />);
export const HomeScreenIcon = icon(
  <>
    <rect x="6.5" y="3" width="11" height="18" rx="2.5" />
    <path d="M12 8.5v6M9.5 12l2.5 2.5 2.5-2.5" />
  </>,
);
export const ForgetIcon = icon(<path d="M6 6l12 12M18 6 6 18" />);

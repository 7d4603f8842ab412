import { icon } from './icons.tsx';

/** Icons of what comes after the first paint. */

export const BackIcon = icon(<path d="M14.5 6l-6 6 6 6" />);
export const UpIcon = icon(<path d="M6 14.5l6-6 6 6" />);
export const SendIcon = icon(<path d="M12 19.5V5M5.5 11 12 4.5l6.5 6.5" />);
export const ReplyIcon = icon(<path d="M10 6.5 4.5 12l5.5 5.5M5 12h9a5.5 5.5 0 0 1 5.5 5.5v1" />);
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="11" height="11.5" rx="2.5" />
    <path d="M15.5 8.5V6A2.5 2.5 0 0 0 13 3.5H7A2.5 2.5 0 0 0 4.5 6v7.5A2.5 2.5 0 0 0 7 16h1.5" />
  </>,
);
export const UndoIcon = icon(<path d="M8 5 4 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11H9" />);
export const SearchIcon = icon(
  <>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="M15 15l5 5" />
  </>,
);
export const PeopleIcon = icon(
  <>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M2.5 19.5c0-3.8 2.7-6 6.5-6s6.5 2.2 6.5 6M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14c2.5.8 4 2.7 4 5.5" />
  </>,
);
export const StationIcon = icon(<path d="M4 10v9.5h16V10M3 10l2-5.5h14l2 5.5zM9.5 19.5V14h5v5.5" />);
export const LeaveIcon = icon(<path d="M10 4.5H6.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2H10M15 8l4 4-4 4M19 12H9.5" />);
export const EditIcon = icon(
  <path d="M4.5 19.5l1-4.5L15.5 5a1.8 1.8 0 0 1 2.5 0l1 1a1.8 1.8 0 0 1 0 2.5L9 18.5zM13.5 7l3.5 3.5" />,
);
export const SoundIcon = icon(
  <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11" />,
);
export const RideIcon = icon(
  <>
    <circle cx="6" cy="17" r="2.7" />
    <circle cx="18.2" cy="17" r="2.7" />
    <path d="M8.8 17.2h5.4c.2-3.2 1-4.9 2.6-6M18 14.2 15.9 6.2h-2.6M3 15c.1-2.1 1.4-3.2 3.3-3.2h4.8l1.1 5.2" />
  </>,
);
export const TalkIcon = icon(
  <path d="M5.5 4.5h13a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H12l-4.5 3.5v-3.5h-2a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM8 9h8M8 12.5h5" />,
);
export const SafeIcon = icon(<path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6zM9 12l2.2 2.2L15.2 10" />);
export const HeartIcon = icon(
  <path d="M12 20c-4.5-3.2-8-6-8-10a4.3 4.3 0 0 1 8-2.3A4.3 4.3 0 0 1 20 10c0 4-3.5 6.8-8 10z" />,
);
export const LinkIcon = icon(
  <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17" />,
);

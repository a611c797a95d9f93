// Drawn in a box of 20 by 20, in the colour of the text around them.
const shapes = {
  back: 'M12.5 4.5 7 10l5.5 5.5',
  bubble: 'M4 4.5h12a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H9.5L6 17.5v-3H4A1.5 1.5 0 0 1 2.5 13V6A1.5 1.5 0 0 1 4 4.5z',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  clock: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 6v4l2.5 2',
  close: 'm5 5 10 10M15 5 5 15',
  cloud: 'M6 15.5a3.5 3.5 0 0 1-.4-7 4.5 4.5 0 0 1 8.7 1A3 3 0 0 1 14 15.5z',
  down: 'm5 7.5 5 5 5-5',
  eye: 'M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  flow: 'M3 3.5h5v4H3zM12 12.5h5v4h-5zM5.5 7.5v5a2 2 0 0 0 2 2H12',
  fork: 'M6 3v14M6 9.5h4a4 4 0 0 0 4-4V4M14 2.5v2',
  help: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM7.7 7.7a2.3 2.3 0 1 1 3.3 2.1c-.7.3-1 .8-1 1.5M10 14v.2',
  knowledge: 'M3 4.5c2.5-1 5-1 7 .5 2-1.5 4.5-1.5 7-.5v11c-2.5-1-5-1-7 .5-2-1.5-4.5-1.5-7-.5zM10 5v11',
  leave: 'M8 3.5H4.5v13H8M12 6.5l3.5 3.5-3.5 3.5M15.5 10H8',
  people: 'M7.5 4a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4zM2.5 16c0-3 2-4.5 5-4.5s5 1.5 5 4.5M13 4.3a2.6 2.6 0 0 1 0 4.9M14.5 11.8c2 .6 3 2 3 4.2',
  person: 'M10 3.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4zM4 17c0-3.5 2.5-5 6-5s6 1.5 6 5',
  phone: 'M6.5 2.5h7v15h-7zM9 15h2',
  play: 'M6 4v12l10-6z',
  plus: 'M10 4v12M4 10h12',
  save: 'M4 3.5h9l3 3v10H4zM7 3.5v4h5v-4M7 16.5v-5h6v5',
  search: 'M8.5 3a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM12.5 12.5 17 17',
  send: 'M3 10 17 3.5 13 17l-3-5.5z',
  test: 'M7.5 3h5M8.5 3v5L4 15.5a1 1 0 0 0 .9 1.5h10.2a1 1 0 0 0 .9-1.5L11.5 8V3M6.5 12.5h7',
  undo: 'M7 4 3.5 7.5 7 11M4 7.5h7.5a4.5 4.5 0 0 1 0 9H8',
  warning: 'M10 3 18 16.5H2zM10 8v4M10 14v.2',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({name, size = 18}: {name: IconName; size?: number}) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"
         stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}

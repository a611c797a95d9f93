// A flow as boxes and lines: where the conversation is, which way it took, what the tests cover.
import {useMemo} from 'preact/hooks';
import '../../style/diagram.css';
import type {Flow, FlowState, FlowTransition} from '../../api/types';
import {named, t} from '../../words/words';
import {draw, endState, type Drawn, type Placed} from './layout';

export type DiagramMode = 'path' | 'coverage';

interface DiagramProps {
  flow: Flow;
  mode: DiagramMode;
  chosen?: string;
  choose?: (transition: FlowTransition) => void;
}

const place = ({x, y, width, height}: Placed<unknown>) =>
  ({left: `${x - width / 2}px`, top: `${y - height / 2}px`, width: `${width}px`, height: `${height}px`});

// A line through the points that dagre gives, rounded at its bends.
function curve(points: readonly {x: number; y: number}[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const steps = rest.map((point, at) => {
    const next = rest[at + 1];
    return next ? `Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}` : `L${point.x},${point.y}`;
  });
  return `M${first.x},${first.y} ${steps.join(' ')}`;
}

const marks = {
  path: (one: FlowTransition) => (one.taken ? 'taken' : ''),
  coverage: (one: FlowTransition) => (one.covered === null ? '' : one.covered ? 'covered' : 'uncovered'),
};
const spoken = (one: FlowTransition, mode: DiagramMode) =>
  (mode === 'path' && one.taken ? t('edge_taken') : mode === 'coverage' && one.covered === false ? t('edge_uncovered') : '');

export const edgeText = (one: FlowTransition) =>
  one.label + (one.when.length ? ` (${one.when.map(part => part.text).join(', ')})` : '');

function Lines({drawn, mode}: {drawn: Drawn; mode: DiagramMode}) {
  return (
    <svg width={drawn.width} height={drawn.height} aria-hidden="true">
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0l8 4-8 4z" />
        </marker>
      </defs>
      {drawn.lines.map(({of, points}) => {
        const kinds = new Set<string>(of.transitions.map(marks[mode]));
        const kind = ['taken', 'uncovered', 'covered'].find(one => kinds.has(one)) ?? '';
        return <path key={`${of.from} ${of.to}`} class={kind} d={curve(points)} marker-end="url(#arrow)" />;
      })}
    </svg>
  );
}

function Box({state, at, mode}: {state: FlowState | undefined; at: Placed<string>; mode: DiagramMode}) {
  if (!state) return <div class="flow-end" style={place(at)}>{t('flow_end')}</div>;
  const kinds = [state.kind, mode === 'path' && state.visited ? 'visited' : '', mode === 'path' && state.current ? 'current' : '',
                 mode === 'coverage' && state.covered === false ? 'uncovered' : ''];
  return (
    <div class={`flow-box ${kinds.join(' ')}`} style={place(at)} title={state.name}>
      <b class="cut">{state.title}</b>
      <span class="cut">
        {state.current && mode === 'path' ? `${t('state_now')} · ` : state.start ? `${t('state_start')} · ` : ''}
        {named('state', state.kind)}
      </span>
    </div>
  );
}

function Labels({drawn, mode, chosen, choose}: {drawn: Drawn} & Omit<DiagramProps, 'flow'>) {
  return (
    <>
      {drawn.lines.map(line => (
        <ul key={`${line.of.from} ${line.of.to}`} class="flow-labels" style={place(line)}>
          {line.of.transitions.map(one => {
            const text = <><span class="cut">{edgeText(one)}</span><span class="unseen"> {spoken(one, mode)}</span></>;
            const kind = `flow-label ${marks[mode](one)}`;
            return (
              <li key={one.name} title={edgeText(one)}>
                {choose
                  ? <button type="button" class={kind} aria-pressed={chosen === one.name} onClick={() => choose(one)}>{text}</button>
                  : <span class={kind}>{text}</span>}
              </li>
            );
          })}
        </ul>
      ))}
    </>
  );
}

export function Diagram({flow, mode, chosen = '', choose}: DiagramProps) {
  const drawn = useMemo(() => draw(flow), [flow]);
  const states = new Map(flow.states.map(state => [state.name, state]));
  return (
    <div class="diagram" role="group" aria-label={t('diagram_of', {flow: flow.title})} tabIndex={0}>
      <div class="drawing" style={{width: `${drawn.width}px`, height: `${drawn.height}px`}}>
        <Lines drawn={drawn} mode={mode} />
        {drawn.boxes.map(at => <Box key={at.of} state={at.of === endState ? undefined : states.get(at.of)} at={at} mode={mode} />)}
        <Labels drawn={drawn} mode={mode} chosen={chosen} {...(choose ? {choose} : {})} />
      </div>
    </div>
  );
}

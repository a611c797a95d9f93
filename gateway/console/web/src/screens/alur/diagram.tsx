// A flow as boxes and lines: where the conversation is, which way it took, what the tests cover.
import {useLayoutEffect, useMemo, useRef} from 'preact/hooks';
import '../../style/diagram.css';
import type {Flow, FlowTransition} from '../../api/types';
import {t} from '../../words/words';
import {draw, edgeText, type Box, type Drawn, type Placed} from './layout';

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

function Lines({drawn, mode}: {drawn: Drawn; mode: DiagramMode}) {
  return (
    <svg width={drawn.width} height={drawn.height} aria-hidden="true">
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">
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

interface LabelsProps extends Omit<DiagramProps, 'flow'> { transitions: readonly FlowTransition[]; staying?: boolean }

function Labels({transitions, mode, chosen, choose, staying = false}: LabelsProps) {
  return (
    <ul class="flow-labels">
      {transitions.map(one => {
        const text = <>{staying && '↻ '}{edgeText(one)}<span class="unseen"> {spoken(one, mode)}</span></>;
        const kind = `flow-label ${marks[mode](one)}`;
        return (
          <li key={one.name}>
            {choose
              ? <button type="button" class={kind} aria-pressed={chosen === one.name} onClick={() => choose(one)}>{text}</button>
              : <span class={kind}>{text}</span>}
          </li>
        );
      })}
    </ul>
  );
}

interface StateProps extends DiagramProps { at: Placed<Box> }

function State({flow, at, mode, ...rest}: StateProps) {
  const state = flow.states.find(one => one.name === at.of.name);
  if (!state) return <div class="flow-end" style={place(at)}>{t('flow_end')}</div>;
  const now = mode === 'path' && state.current;
  const kinds = [state.kind, mode === 'path' && state.visited ? 'visited' : '', now ? 'current' : '',
                 mode === 'coverage' && state.covered === false ? 'uncovered' : ''];
  return (
    <div class="flow-state" style={place(at)}>
      <div class={`flow-box ${kinds.join(' ')}`} style={{height: `${at.of.head}px`}} title={state.name}>
        <b>{state.title}</b>
        {(now || state.start) && <span>{t(now ? 'state_now' : 'state_start')}</span>}
      </div>
      {at.of.staying.length > 0 && <Labels transitions={at.of.staying} mode={mode} staying {...rest} />}
    </div>
  );
}

export function Diagram({flow, mode, chosen = '', choose}: DiagramProps) {
  const drawn = useMemo(() => draw(flow, mode === 'path' ? 'narrow' : 'wide'), [flow, mode]);
  const whole = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // The way taken is what one looks for: its last station comes into view, also sideways.
    const diagram = whole.current;
    const seen = diagram?.querySelectorAll<HTMLElement>('.flow-box.current, .flow-label.taken');
    const last = seen?.[seen.length - 1]?.closest<HTMLElement>('.flow-state, .flow-line');
    if (diagram && last) diagram.scrollLeft = last.offsetLeft + last.offsetWidth / 2 - diagram.clientWidth / 2;
  }, [drawn]);
  const rest = {mode, chosen, ...(choose ? {choose} : {})};
  return (
    <div class="diagram" role="group" aria-label={t('diagram_of', {flow: flow.title})} tabIndex={0} ref={whole}>
      <div class="drawing" style={{width: `${drawn.width}px`, height: `${drawn.height}px`}}>
        <Lines drawn={drawn} mode={mode} />
        {drawn.boxes.map(at => <State key={at.of.name} flow={flow} at={at} {...rest} />)}
        {drawn.lines.map(line => (
          <div class="flow-line" key={`${line.of.from} ${line.of.to}`} style={place(line)}>
            <Labels transitions={line.of.transitions} {...rest} />
          </div>
        ))}
      </div>
    </div>
  );
}

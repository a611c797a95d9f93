// Alur: every flow as a diagram, with what the tests cover; an edge without a test gives the beginning of one.
import {useEffect, useMemo, useState} from 'preact/hooks';
import * as api from '../../api/api';
import type {Bundle, Flow, FlowList, FlowTransition} from '../../api/types';
import '../../style/alur.css';
import {Choice} from '../../parts/field';
import {resource} from '../../parts/loaded';
import {Empty, Failure, Waiting} from '../../parts/states';
import {addressOf, detail, go} from '../../route';
import {named, t} from '../../words/words';
import {percent} from '../coba/why_reasons';
import {Diagram} from './diagram';
import {Edge} from './edge';

const bundles = ['live', 'draft'] as const;

function FlowLinks({list, chosen}: {list: FlowList; chosen: string}) {
  return (
    <ul class="flow-list">
      {list.flows.map(flow => (
        <li key={flow.name}>
          <a href={addressOf('alur', flow.name)} aria-current={flow.name === chosen ? 'true' : undefined}>
            <span class="grow cut">{flow.title}</span>
            {flow.covered === null
              ? <span class="soft small-text">{flow.transitions}</span>
              : <span class={`badge ${flow.covered < flow.transitions ? 'warn' : 'good'}`}>{flow.covered}/{flow.transitions}</span>}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Coverage({list}: {list: FlowList}) {
  const {coverage} = list;
  if (!coverage) return <p class="notice">{t('no_coverage')} <a href={addressOf('uji')}>{t('to_tests')}</a></p>;
  return (
    <p class="row wrap">
      {(['states', 'transitions', 'replies'] as const).map(kind => (
        <span class="badge" key={kind}>{named('covered', kind)} {percent(coverage[kind].covered / Math.max(1, coverage[kind].of))}</span>
      ))}
    </p>
  );
}

function Legend() {
  return (
    <ul class="legend">
      <li class="covered">{t('legend_covered')}</li>
      <li class="uncovered">{t('legend_uncovered')}</li>
      <li>{t('legend_unknown')}</li>
    </ul>
  );
}

function Canvas({flow, bundle}: {flow: Flow; bundle: Bundle}) {
  const [edge, setEdge] = useState<FlowTransition | null>(null);
  return (
    <div class="flow-canvas">
      <Diagram flow={flow} mode="coverage" chosen={edge?.name ?? ''} choose={setEdge} />
      {edge
        ? <Edge key={edge.name} flow={flow} edge={edge} bundle={bundle} close={() => setEdge(null)} />
        : <p class="edge-hint soft">{t('edge_hint')}</p>}
    </div>
  );
}

export default function Alur() {
  const [bundle, setBundle] = useState<Bundle>('live');
  const list = useMemo(() => resource(() => api.flows(bundle)), [bundle]);
  useEffect(() => { void list.load(); }, [list]);
  const known = list.now.value;
  const name = detail.value || (known.state === 'ready' ? known.value.flows[0]?.name ?? '' : '');
  const flow = useMemo(() => (name ? resource(() => api.flow(name, bundle)) : null), [name, bundle]);
  useEffect(() => { void flow?.load(); }, [flow]);
  const drawn = flow?.now.value;
  if (known.state === 'waiting') return <Waiting />;
  if (known.state === 'failed') return <div class="sheet"><Failure message={known.message} again={() => void list.load()} /></div>;
  return (
    <div class="columns alur">
      <nav aria-label={t('screen_alur')} class="side">
        <h1>{t('screen_alur')}</h1>
        <FlowLinks list={known.value} chosen={name} />
        <div class="flow-choice">
          <Choice label={t('flow')} value={name} choose={value => go('alur', value)}
                  choices={known.value.flows.map(one => ({value: one.name, label: one.title}))} />
        </div>
      </nav>
      <section class="stage">
        <div class="stage-head">
          <h2>{drawn?.state === 'ready' ? drawn.value.title : name}</h2>
          <Coverage list={known.value} />
          <Legend />
          <Choice label={t('bundle')} hiddenLabel value={bundle} choose={value => setBundle(value === 'draft' ? 'draft' : 'live')}
                  choices={bundles.map(value => ({value, label: named('bundle', value)}))} />
        </div>
        {!flow && <Empty icon="flow" title={t('no_flow_title')} />}
        {drawn?.state === 'waiting' && <Waiting />}
        {drawn?.state === 'failed' && <Failure message={drawn.message} again={() => void flow?.load()} />}
        {drawn?.state === 'ready' && <Canvas key={`${name} ${bundle}`} flow={drawn.value} bundle={bundle} />}
      </section>
    </div>
  );
}

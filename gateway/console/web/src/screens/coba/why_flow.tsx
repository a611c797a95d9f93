// Alur: the diagram of the flow that the chosen message moved, with the state now and the way taken.
import {useEffect, useMemo} from 'preact/hooks';
import * as api from '../../api/api';
import type {Why} from '../../api/types';
import {resource} from '../../parts/loaded';
import {Empty, Failure, Waiting} from '../../parts/states';
import {t} from '../../words/words';
import {Diagram} from '../alur/diagram';
import {play} from './play';

export default function FlowView({why, handset}: {why: Why; handset: number}) {
  const name = why.after.flow || why.before.flow || (why.path[0]?.name.split('/')[0] ?? '');
  const now = play.value;
  const bundle = now?.handsets[handset]?.bundle ?? 'live';
  const flow = useMemo(() => (name && now ? resource(() => api.flow(name, bundle, {id: now.id, handset})) : null),
                       [name, bundle, now?.id, now?.head, handset]);
  useEffect(() => { void flow?.load(); }, [flow]);
  if (!flow) return <Empty icon="flow" title={t('no_flow_title')}><p>{t('no_flow')}</p></Empty>;
  const state = flow.now.value;
  if (state.state === 'waiting') return <Waiting />;
  if (state.state === 'failed') return <Failure message={state.message} again={() => void flow.load()} />;
  return (
    <div class="stack">
      <h3>{state.value.title}</h3>
      <Diagram flow={state.value} mode="path" />
      {why.path.length > 0 && (
        <section class="stack tight">
          <h3>{t('path_taken')}</h3>
          <ol class="steps">{why.path.map((one, at) => <li key={at}>{one.text}</li>)}</ol>
        </section>
      )}
    </div>
  );
}

// Why the chosen message was answered as it was, in five views.
import {lazy, Suspense} from 'preact/compat';
import {useEffect, useState} from 'preact/hooks';
import * as api from '../../api/api';
import type {Why} from '../../api/types';
import {resource, type Resource} from '../../parts/loaded';
import {Empty, Failure, Waiting} from '../../parts/states';
import {Tabs} from '../../parts/tabs';
import {t} from '../../words/words';
import {explained, path, play} from './play';
import {CoreView} from './why_core';
import {Reasons} from './why_reasons';
import {SlotView} from './why_slots';
import {TimeView} from './why_time';

const FlowView = lazy(() => import('./why_flow'));

const names = ['kenapa', 'alur', 'slot', 'waktu', 'core'] as const;
type Name = (typeof names)[number];

interface Picked { play: string; node: string; handset: number }

// The explanation of one turn on one handset; asked again where the turn, the handset or the configuration changed.
function useWhy(picked: Picked | null, hash: string) {
  const [fetched, setFetched] = useState<Resource<Why> | null>(null);
  useEffect(() => {
    if (!picked) return setFetched(null);
    const why = resource(() => api.why(picked.play, picked.node, picked.handset));
    void why.load().then(() => setFetched(why));
  }, [picked?.play, picked?.node, picked?.handset, hash]);
  return fetched;
}

function View({name, why, handset}: {name: Name; why: Why; handset: number}) {
  if (name === 'kenapa') return <Reasons why={why} />;
  if (name === 'alur') return <Suspense fallback={<Waiting />}><FlowView why={why} handset={handset} /></Suspense>;
  if (name === 'slot') return <SlotView why={why} />;
  if (name === 'waktu') return <TimeView why={why} />;
  return <CoreView why={why} />;
}

export function WhyPanel() {
  const [name, setName] = useState<Name>('kenapa');
  const picked = explained.value;
  const now = play.value;
  const handset = picked?.handset ?? 0;
  const fetched = useWhy(picked && now ? {play: now.id, ...picked} : null, now?.handsets[handset]?.hash ?? '');
  const state = fetched?.now.value;
  const node = path.value.find(one => one.id === picked?.node);
  const said = node?.entries.find(entry => entry.handset === handset)?.message?.text;
  return (
    <section class="why" aria-label={t('why_title')} id="kenapa" tabIndex={-1}>
      <Tabs label={t('why_title')} chosen={name} choose={setName} panelClass="why-view"
            tabs={names.map(one => ({name: one, label: t(`why_${one}`)}))}>
        {!picked && <Empty icon="help" title={t('why_empty_title')}><p>{t('why_empty')}</p></Empty>}
        {picked && (
          <p class="why-about">
            <span class="badge">{t('handset', {n: handset + 1})}</span> <b class="block">{said || node?.label}</b>
          </p>
        )}
        {picked && (!state || state.state === 'waiting') && <Waiting />}
        {state?.state === 'failed' && <Failure message={state.message} again={() => void fetched?.load()} />}
        {picked && state?.state === 'ready' && <View name={name} why={state.value} handset={handset} />}
      </Tabs>
    </section>
  );
}

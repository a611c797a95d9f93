// Pengetahuan: answers and replies, edited in a draft, tried, checked, published, and taken back.
import {useEffect, useState} from 'preact/hooks';
import '../../style/coba.css';
import '../../style/uji.css';
import '../../style/pengetahuan.css';
import {Icon} from '../../parts/icon';
import {Dialog} from '../../parts/dialog';
import {Tabs} from '../../parts/tabs';
import {may} from '../../session';
import {named, t} from '../../words/words';
import {changesIn, checking, checkNow, draft, dropNow, queue} from './draft_state';
import {DraftView} from './draft_view';
import {view, type View} from './opened';
import {PublishDialog} from './publish_dialog';
import {QueueView} from './queue_view';
import {Search} from './search';
import {VersionView} from './version_view';

const views: readonly View[] = ['cari', 'draf', 'antrean', 'versi'];

function countOf(name: View): number {
  if (name === 'draf') return changesIn();
  return name === 'antrean' && queue.now.value.state === 'ready' ? queue.now.value.value.total : 0;
}

function DropDialog({close}: {close: () => void}) {
  const footer = (
    <>
      <button type="button" class="button" onClick={close}>{t('cancel')}</button>
      <button type="button" class="button danger" onClick={() => void dropNow().then(close)}>{t('draft_drop')}</button>
    </>
  );
  return <Dialog title={t('draft_drop')} close={close} footer={footer}><p>{t('draft_drop_about', {n: changesIn()})}</p></Dialog>;
}

export default function Pengetahuan() {
  const [asking, setAsking] = useState<'publish' | 'drop' | null>(null);
  useEffect(() => {
    void draft.load();
    void queue.load();
  }, []);
  const known = draft.now.value;
  const state = known.state === 'ready' ? known.value.state : 'unchecked';
  const changes = changesIn();
  const check = () => {
    view.value = 'draf';
    void checkNow();
  };
  return (
    <div class="sheet wide">
      <div class="head">
        <div><h1>{t('screen_pengetahuan')}</h1><p class="soft">{t('pengetahuan_about')}</p></div>
        {changes > 0 && (
          <div class="row wrap">
            <span class={`badge ${state === 'ready' ? 'good' : state === 'refused' ? 'bad' : 'info'}`}>
              {t('draft_changes', {n: changes})} · {named('draft_state', state)}
            </span>
            {may('edit_draft') && <button type="button" class="button danger" onClick={() => setAsking('drop')}>{t('draft_drop')}</button>}
            <button type="button" class="button" disabled={checking.now.value.state === 'running'} onClick={check}>
              <Icon name="check" />{t('check_and_test')}
            </button>
            {may('publish') && <button type="button" class="button main" onClick={() => setAsking('publish')}>{t('publish')}</button>}
          </div>
        )}
      </div>
      <Tabs label={t('screen_pengetahuan')} chosen={view.value} choose={name => { view.value = name; }}
            tabs={views.map(name => ({name, label: <>{t(`view_${name}`)}{countOf(name) > 0 && <span class="badge">{countOf(name)}</span>}</>}))}>
        {view.value === 'cari' && <Search />}
        {view.value === 'draf' && <DraftView />}
        {view.value === 'antrean' && <QueueView />}
        {view.value === 'versi' && <VersionView />}
      </Tabs>
      {asking === 'publish' && <PublishDialog close={() => setAsking(null)} />}
      {asking === 'drop' && <DropDialog close={() => setAsking(null)} />}
    </div>
  );
}

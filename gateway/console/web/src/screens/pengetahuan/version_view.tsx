// Versi: everything that was ever served, what each changed, and back in one click.
import {useEffect, useMemo, useState} from 'preact/hooks';
import * as api from '../../api/api';
import type {Version} from '../../api/types';
import {Dialog} from '../../parts/dialog';
import {Icon} from '../../parts/icon';
import {resource} from '../../parts/loaded';
import {Failure, Waiting} from '../../parts/states';
import {may} from '../../session';
import {dayAndTime, t} from '../../words/words';
import {serveNow, versions} from './draft_state';
import {Files} from './file_difference';

function DifferenceDialog({of, close}: {of: Version; close: () => void}) {
  const known = useMemo(() => resource(() => api.version(of.number)), [of.number]);
  useEffect(() => { void known.load(); }, [known]);
  const now = known.now.value;
  return (
    <Dialog title={t('version_difference', {n: of.number})} close={close} wide>
      {now.state === 'waiting' && <Waiting />}
      {now.state === 'failed' && <Failure message={now.message} />}
      {now.state === 'ready' && <Files files={now.value.files} />}
    </Dialog>
  );
}

function Row({version, show}: {version: Version; show: () => void}) {
  const {number, served, back_to: back} = version;
  const note = version.note || (number === 0 ? t('version_shipped') : '');
  return (
    <tr>
      <td><b>{t('version', {n: number})}</b> {served && <span class="badge good">{t('served')}</span>}</td>
      <td>{version.at ? dayAndTime(version.at) : '–'}</td>
      <td>{version.author || '–'}</td>
      <td>{note}{back !== null && <span class="soft small-text"> {t('back_to', {n: back})}</span>}</td>
      <td class="number">{version.changes}</td>
      <td>
        <div class="row end">
          <button type="button" class="button small" disabled={number === 0} onClick={show}>
            {t('difference')}<span class="unseen"> {t('version', {n: number})}</span>
          </button>
          {may('publish') && (
            <button type="button" class="button small" disabled={served} onClick={() => void serveNow(number)}>
              <Icon name="undo" size={14} />{t('go_back')}<span class="unseen"> {t('version', {n: number})}</span>
            </button>
          )}
        </div>
      </td>
    </tr>
  );
}

export function VersionView() {
  const [shown, setShown] = useState<Version | null>(null);
  useEffect(() => { void versions.load(); }, []);
  const now = versions.now.value;
  if (now.state === 'waiting') return <Waiting />;
  if (now.state === 'failed') return <Failure message={now.message} again={() => void versions.load()} />;
  return (
    <section class="card scroll-x">
      <table class="table">
        <thead>
          <tr><th scope="col">{t('version_head')}</th><th scope="col">{t('when')}</th><th scope="col">{t('by')}</th>
            <th scope="col">{t('note')}</th><th scope="col" class="number">{t('changes')}</th><th scope="col"><span class="unseen">{t('difference')}</span></th></tr>
        </thead>
        <tbody>{now.value.versions.map(one => <Row key={one.number} version={one} show={() => setShown(one)} />)}</tbody>
      </table>
      {shown && <DifferenceDialog of={shown} close={() => setShown(null)} />}
    </section>
  );
}

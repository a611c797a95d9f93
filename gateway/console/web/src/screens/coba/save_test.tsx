// A conversation becomes a test: what is to be written is shown, numbers and names replaced, and the agent confirms.
import {useEffect, useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {TestProposal} from '../../api/types';
import {Dialog} from '../../parts/dialog';
import {Choice, TextArea, TextField} from '../../parts/field';
import {Failure, Waiting} from '../../parts/states';
import {named, t} from '../../words/words';
import {FailureView} from '../uji/failure_view';
import {SaveButtons, TestName, useTestSaving} from '../uji/test_saving';
import {play} from './play';

interface Wish { handset: number; title: string; exact: boolean }

function Replaced({proposal}: {proposal: TestProposal}) {
  if (!proposal.replaced.length) return <p class="soft small-text">{t('nothing_replaced')}</p>;
  return (
    <div class="stack tight">
      <h3>{t('replaced')}</h3>
      <ul class="dots">
        {proposal.replaced.map((one, at) => (
          <li key={at}>{named('replaced', one.what)}: <span class="mono">{one.from}</span> → <span class="mono">{one.to}</span></li>
        ))}
      </ul>
    </div>
  );
}

export function SaveTest({close}: {close: () => void}) {
  const now = play.value;
  const [wish, setWish] = useState<Wish>({handset: 0, title: t('test_title_default'), exact: false});
  const [proposal, setProposal] = useState<TestProposal | null>(null);
  const [text, setText] = useState('');
  const saving = useTestSaving('', close);
  useEffect(() => {
    if (!now) return;
    let overtaken = false;
    api.proposeTest(now.id, wish.handset, wish.title, wish.exact).then(made => {
      if (overtaken) return;
      setProposal(made);
      setText(made.text);
      saving.call(made.name);
      saving.complain('');
    }, (error: unknown) => { if (!overtaken) saving.complain(messageOf(error)); });
    return () => { overtaken = true; };
  }, [wish.handset, wish.title, wish.exact]);
  return (
    <Dialog title={t('save_test')} close={close} wide
            footer={<SaveButtons saving={saving} text={text} ready={proposal !== null} close={close} />}>
      {saving.problem && <Failure message={saving.problem} />}
      <div class="pair">
        <TextField label={t('test_title')} value={wish.title} autofocus
                   onChange={event => setWish({...wish, title: event.currentTarget.value})} />
        <TestName saving={saving} />
        <Choice label={t('test_handset')} value={String(wish.handset)} choose={value => setWish({...wish, handset: Number(value)})}
                choices={(now?.handsets ?? []).map(one => ({
                  value: String(one.index), label: t('handset_title', {n: one.index + 1, channel: named('channel', one.channel)})}))} />
        <Choice label={t('test_replies')} value={wish.exact ? 'exact' : 'key'} choose={value => setWish({...wish, exact: value === 'exact'})}
                choices={[{value: 'key', label: t('test_by_key')}, {value: 'exact', label: t('test_exact')}]} />
      </div>
      {!proposal && !saving.problem && <Waiting />}
      {proposal && (
        <>
          <p class={`notice ${proposal.passes ? 'good' : 'warn'}`}>{t(proposal.passes ? 'test_passes' : 'test_fails')}</p>
          {proposal.failure && <FailureView failure={proposal.failure} />}
          <TextArea label={t('test_text')} class="input mono" rows={12} value={text} spellcheck={false} hint={t('test_confirm_hint')}
                    onInput={event => setText(event.currentTarget.value)} />
          <Replaced proposal={proposal} />
        </>
      )}
    </Dialog>
  );
}

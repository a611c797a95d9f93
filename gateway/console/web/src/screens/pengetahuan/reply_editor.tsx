// One reply of the flows: its texts, the values it takes, where it is said.
import {useEffect, useMemo} from 'preact/hooks';
import * as api from '../../api/api';
import {resource} from '../../parts/loaded';
import {Failure, Waiting} from '../../parts/states';
import {t} from '../../words/words';
import {TextList} from './texts';

export function ReplyEditor({of}: {of: string}) {
  const known = useMemo(() => resource(() => api.reply(of, 'draft')), [of]);
  useEffect(() => { void known.load(); }, [known]);
  const now = known.now.value;
  if (now.state === 'waiting') return <Waiting />;
  if (now.state === 'failed') return <Failure message={now.message} again={() => void known.load()} />;
  const reply = now.value;
  const changed = () => void known.load();
  return (
    <div class="stack loose">
      <div>
        <h2>{reply.key}</h2>
        <p class="soft small-text mono">{reply.file}:{reply.line}</p>
      </div>
      <dl class="facts">
        <dt>{t('budget')}</dt><dd>{t('sms_count', {n: reply.budget})}</dd>
        {reply.placeholders.length > 0 && <><dt>{t('placeholders')}</dt><dd class="row wrap">{reply.placeholders.map(one => <code key={one.name}>{`{${one.name}}`}</code>)}</dd></>}
        {reply.choices.length > 0 && <><dt>{t('choices')}</dt><dd>{reply.choices.join(', ')}</dd></>}
        {reply.used_by.length > 0 && <><dt>{t('used_by')}</dt><dd>{reply.used_by.slice(0, 6).join(', ')}{reply.used_by.length > 6 && ' …'}</dd></>}
      </dl>
      {(['sms', 'whatsapp'] as const).map(channel => (
        <TextList key={channel} kind="reply" of={of} index={0} channel={channel} texts={reply[channel]} changed={changed} />
      ))}
    </div>
  );
}

// The title of a choice, and what stands below it in a list of WhatsApp.
import {useEffect, useMemo} from 'preact/hooks';
import * as api from '../../api/api';
import {resource} from '../../parts/loaded';
import {Failure, Waiting} from '../../parts/states';
import {t} from '../../words/words';
import {TextList} from './texts';

export function TitleEditor({of}: {of: string}) {
  const known = useMemo(() => resource(() => api.title(of, 'draft')), [of]);
  useEffect(() => { void known.load(); }, [known]);
  const now = known.now.value;
  if (now.state === 'waiting') return <Waiting />;
  if (now.state === 'failed') return <Failure message={now.message} again={() => void known.load()} />;
  const {key, file, line, title, about} = now.value;
  const changed = () => void known.load();
  return (
    <div class="stack loose">
      <div>
        <h2>{title['id']?.text ?? key}</h2>
        <p class="soft small-text mono">{file}:{line}</p>
      </div>
      <TextList kind="title" of={of} index={0} channel="sms" heading={t('title_texts')} texts={title} changed={changed} />
      <TextList kind="about" of={of} index={0} channel="sms" heading={t('about_texts')} texts={about} changed={changed} />
    </div>
  );
}

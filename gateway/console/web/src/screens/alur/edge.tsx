// One transition: when it is taken, what is said, whether a test takes it; else the beginning of such a test.
import {useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {Bundle, Channel, Flow, FlowTransition, Skeleton} from '../../api/types';
import {Dialog} from '../../parts/dialog';
import {TextArea} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {Failure} from '../../parts/states';
import {tell} from '../../parts/toasts';
import {named, t} from '../../words/words';
import {SaveButtons, TestName, useTestSaving} from '../uji/test_saving';

interface EdgeProps { flow: Flow; edge: FlowTransition; bundle: Bundle; close: () => void }

const nameOf = (edge: FlowTransition) => edge.name.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '').slice(0, 60);

function SkeletonDialog({edge, skeleton, close}: {edge: FlowTransition; skeleton: Skeleton; close: () => void}) {
  const [text, setText] = useState(skeleton.text);
  const saving = useTestSaving(nameOf(edge), close);
  return (
    <Dialog title={t('skeleton')} close={close} wide footer={<SaveButtons saving={saving} text={text} ready close={close} />}>
      {saving.problem && <Failure message={saving.problem} />}
      <p class={`notice ${skeleton.reached ? 'good' : 'warn'}`}>{skeleton.note || t(skeleton.reached ? 'skeleton_reached' : 'skeleton_begun')}</p>
      <TestName saving={saving} />
      <TextArea label={t('test_text')} class="input mono" rows={14} value={text} spellcheck={false}
                onInput={event => setText(event.currentTarget.value)} />
    </Dialog>
  );
}

export function Edge({flow, edge, bundle, close}: EdgeProps) {
  const [skeleton, setSkeleton] = useState<Skeleton | null>(null);
  const titleOf = (name: string) => flow.states.find(state => state.name === name)?.title ?? t('flow_end');
  const make = (channel: Channel) => api.skeleton(edge.name, bundle, channel)
    .then(setSkeleton, (error: unknown) => tell(messageOf(error), 'bad'));
  return (
    <aside class="edge card" aria-label={t('edge')}>
      <header>
        <h2>{edge.label}</h2>
        <button type="button" class="button quiet small" aria-label={t('close')} onClick={close}><Icon name="close" /></button>
      </header>
      <div class="body stack loose">
        {edge.covered !== null && (
          <p class={`notice ${edge.covered ? 'good' : 'warn'}`}>{t(edge.covered ? 'edge_covered' : 'edge_uncovered_long')}</p>
        )}
        <dl class="facts">
          <dt>{t('edge_from')}</dt><dd>{titleOf(edge.from)}</dd>
          <dt>{t('edge_to')}</dt><dd>{titleOf(edge.to)}</dd>
          {edge.when.length > 0 && <><dt>{t('edge_when')}</dt><dd>{edge.when.map(one => one.text).join(', ')}</dd></>}
          {edge.say && <><dt>{t('edge_says')}</dt><dd><code>{edge.say}</code></dd></>}
          {edge.promise && <><dt>{t('edge_promise')}</dt><dd>{t('edge_promise_about')}</dd></>}
          <dt>{t('place')}</dt><dd class="mono">{edge.file}:{edge.line}</dd>
        </dl>
        <div class="stack tight">
          <p class="soft small-text">{t('skeleton_about')}</p>
          <div class="row wrap">
            {(['sms', 'whatsapp'] as const).map(channel => (
              <button type="button" class="button small" key={channel} onClick={() => void make(channel)}>
                {t('skeleton_make', {channel: named('channel', channel)})}
              </button>
            ))}
          </div>
        </div>
      </div>
      {skeleton && <SkeletonDialog edge={edge} skeleton={skeleton} close={() => setSkeleton(null)} />}
    </aside>
  );
}

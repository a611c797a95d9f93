// Coba: one to four handsets side by side, the world around them, and why each message was answered as it was.
import {useEffect, useMemo, useState} from 'preact/hooks';
import '../../style/coba.css';
import {Failure, Waiting} from '../../parts/states';
import {useShortcuts, type Shortcut} from '../../shortcuts';
import {t} from '../../words/words';
import {Composer, cycleTarget, focusComposer} from './composer';
import {Controls, steps} from './controls';
import {Handset} from './handset';
import {cobaKeys, type CobaKey} from './keys';
import {act, choiceOf, explainNeighbour, play, problem, resumePlay, rewindOne, start, toggleCore, world} from './play';
import {SaveTest} from './save_test';
import {Turns} from './turns';
import {WhyPanel} from './why';

export default function Coba() {
  const [saving, setSaving] = useState(false);
  useEffect(() => { void resumePlay(); }, []);
  const shortcuts = useMemo<Shortcut[]>(() => {
    const does: Record<CobaKey, () => void> = {
      '/': focusComposer,
      'Alt+t': cycleTarget,
      'Alt+ArrowUp': () => explainNeighbour(-1),
      'Alt+ArrowDown': () => explainNeighbour(1),
      'Alt+z': () => void rewindOne(),
      'Alt+m': () => void act({do: 'pass', ms: steps.short}),
      'Alt+j': () => void act({do: 'pass', ms: steps.long}),
      'Alt+n': () => void act({do: 'next_timer'}),
      'Alt+c': () => void toggleCore(),
      'Alt+k': () => document.querySelector<HTMLElement>('#kenapa [role="tab"][aria-selected="true"]')?.focus(),
      'Alt+s': () => setSaving(true),
      'Alt+b': () => void start((play.value?.handsets ?? []).map(choiceOf)),
    };
    return cobaKeys.map(key => ({...key, run: does[key.keys]}));
  }, []);
  useShortcuts(shortcuts);
  const now = play.value;
  const people = world.now.value;
  if (problem.value) return <div class="sheet"><Failure message={problem.value} again={() => void resumePlay()} /></div>;
  if (!now) return <Waiting />;
  return (
    <div class={`coba handsets-${now.handsets.length}`}>
      <h1 class="unseen">{t('screen_coba')}</h1>
      <Controls save={() => setSaving(true)} />
      <Turns />
      <div class="bench">
        {people.state === 'failed' && <Failure message={people.message} again={() => void world.load()} />}
        <div class="handsets">{now.handsets.map(handset => <Handset key={handset.index} handset={handset} />)}</div>
        <Composer />
      </div>
      <WhyPanel />
      {saving && <SaveTest close={() => setSaving(false)} />}
    </div>
  );
}

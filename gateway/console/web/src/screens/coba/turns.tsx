// The tree of turns: choose one to explain it, go back to it, try something else from there.
import {Icon} from '../../parts/icon';
import {Recent} from '../../parts/recent';
import {clockTime, t} from '../../words/words';
import {explain, explained, play, rewind} from './play';
import {twigs, type Twig} from './tree';

function Row({twig: {node, depth, onPath}, head}: {twig: Twig; head: boolean}) {
  const current = explained.value?.node === node.id;
  const pick = () => {
    const entry = node.entries.find(one => one.has_why);
    if (!onPath) void rewind(node.id);
    else if (entry) explain(node.id, entry.handset);
  };
  return (
    <li class={`turn-row depth-${Math.min(depth, 4)} ${onPath ? 'on' : 'off'}`} aria-current={current}>
      <button type="button" class="turn-pick" onClick={pick} title={onPath ? undefined : t('turn_elsewhere')}>
        {depth > 0 && <Icon name="fork" size={14} />}
        <time>{clockTime(node.at)}</time>
        <span class="cut">{node.kind === 'start' ? t('start') : node.label}</span>
        {node.differ && <span class="badge warn" title={t('differs')}>≠</span>}
      </button>
      {onPath && !head && (
        <button type="button" class="turn-rewind" title={t('rewind')} aria-label={t('rewind_to', {what: node.label || t('start')})}
                onClick={() => void rewind(node.id)}>
          <Icon name="undo" size={15} />
        </button>
      )}
    </li>
  );
}

export function TurnTree() {
  const now = play.value;
  if (!now) return null;
  const list = twigs(now.nodes, now.head);
  return (
    <Recent listClass="turn-list" label={t('turns')} items={list}
            reveal={list.findIndex(twig => twig.node.id === explained.value?.node)}
            render={twig => <Row key={twig.node.id} twig={twig} head={twig.node.id === now.head} />} />
  );
}

export function Turns() {
  return (
    <section class="turns" aria-label={t('turns')}>
      <h2>{t('turns')}</h2>
      <TurnTree />
      <p class="soft small-text">{t('turns_hint')}</p>
    </section>
  );
}

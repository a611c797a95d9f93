import {speak, t, tongue} from '../../words/words';

// Two languages: one button that names the other.
export function LanguageChoice() {
  const other = tongue.value === 'id' ? 'en' : 'id';
  return (
    <button type="button" class="button quiet small" lang={other} onClick={() => speak(other)}>
      {t('other_language')}
    </button>
  );
}

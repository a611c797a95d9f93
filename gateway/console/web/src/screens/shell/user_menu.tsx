import {useState} from 'preact/hooks';
import type {Session} from '../../api/types';
import {Dialog} from '../../parts/dialog';
import {Icon} from '../../parts/icon';
import {Popover} from '../../parts/popover';
import {leave} from '../../session';
import {named, t} from '../../words/words';
import {PasswordForm} from '../sign_in/new_password';

export function UserMenu({session}: {session: Session}) {
  const [changing, setChanging] = useState(false);
  return (
    <div class="who">
      <Popover title={t('account')} align="right" buttonClass="quiet small"
               label={<><Icon name="person" /><span>{session.name}</span><b class="unseen">{t('account')}</b></>}>
        {close => (
          <div class="stack">
            <div>
              <strong>{session.name}</strong>
              <div class="soft small-text">{named('role', session.role)}</div>
            </div>
            <button type="button" class="button" onClick={() => {
              close();
              setChanging(true);
            }}>{t('password_change')}</button>
            <button type="button" class="button" onClick={() => void leave()}><Icon name="leave" />{t('sign_out')}</button>
          </div>
        )}
      </Popover>
      {changing && (
        <Dialog title={t('password_change')} close={() => setChanging(false)}>
          <PasswordForm done={() => setChanging(false)} />
        </Dialog>
      )}
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';

/** In place of a list that has nothing: why, and what would bring something. */
export function Empty({ icon = 'info', title, children }: { icon?: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} size={22} />
      <div>
        <strong>{title}</strong>
        {children && <p>{children}</p>}
      </div>
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';

interface Props {
  children?: ComponentChildren;
  onClick?: (event: MouseEvent) => void;
  kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  small?: boolean;
  icon?: IconName;
  disabled?: boolean;
  busy?: boolean;
  type?: 'button' | 'submit';
  /** What it does, when its text alone does not say it. */
  label?: string;
  title?: string;
  expanded?: boolean;
  pressed?: boolean;
  /** Has the focus when its dialog opens. */
  first?: boolean;
}

/** A button. While busy it keeps its size and takes no second click. */
export function Button({ children, onClick, kind = 'plain', small, icon, disabled, busy, type = 'button', label, title, expanded, pressed, first }: Props) {
  return (
    <button
      type={type}
      class={`button ${kind}${small ? ' small' : ''}${children ? '' : ' only-icon'}`}
      autoFocus={first}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      aria-label={label}
      aria-expanded={expanded}
      aria-pressed={pressed}
      title={title ?? (children ? undefined : label)}
      onClick={onClick}
    >
      {icon && <Icon name={icon} size={small ? 14 : 16} />}
      {children}
    </button>
  );
}

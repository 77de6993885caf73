/** Light, dark, or as the system has it. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'fixpoint-theme';
const dark = window.matchMedia?.('(prefers-color-scheme: dark)');

/** What was chosen on this browser. */
export function chosenTheme(): Theme {
  const text = localStorage.getItem(KEY);
  return text === 'light' || text === 'dark' ? text : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(KEY);
  } else {
    localStorage.setItem(KEY, theme);
  }
  apply();
}

/** Shows the theme, and follows the system while nothing else is chosen. */
export function followTheme(): void {
  dark?.addEventListener('change', apply);
  apply();
}

function apply(): void {
  const theme = chosenTheme();
  const isDark = theme === 'dark' || (theme === 'system' && (dark?.matches ?? false));
  document.documentElement.classList.toggle('pf-v6-theme-dark', isDark);
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
}

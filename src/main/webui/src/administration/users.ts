import type { EditedUser, User } from './types';

/** The users with one changed or added. */
export function withUser(users: readonly User[], user: EditedUser): EditedUser[] {
  const others = users.filter((one) => one.name !== user.name);
  return [...others, user].sort((one, other) => one.name.localeCompare(other.name));
}

/** What keeps a user from being saved, by field; empty if nothing does. */
export function userProblems(user: EditedUser, isNew: boolean, users: readonly User[]): Record<string, string> {
  const found: Record<string, string> = {};
  if (user.name.trim() === '') {
    found.name = 'A user needs a name.';
  } else if (isNew && users.some((one) => one.name === user.name.trim())) {
    found.name = 'There is a user of this name.';
  }
  if (user.roles.length === 0) {
    found.roles = 'Choose at least one role.';
  }
  if (isNew && !user.password) {
    found.password = 'A new user needs a password.';
  }
  return found;
}

/** `sre, night shift` → two groups. */
export function groupsOf(text: string): string[] {
  return [...new Set(text.split(',').map((group) => group.trim()).filter(Boolean))];
}

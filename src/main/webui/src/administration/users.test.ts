import { describe, expect, it } from 'vitest';
import { groupsOf, userProblems, withUser } from './users';
import type { User } from './types';

const ada: User = { name: 'ada', roles: ['admin'], groups: [] };

describe('users', () => {
  it('are sent as the complete set, with the password of one only', () => {
    expect(withUser([ada, { name: 'zoe', roles: ['viewer'], groups: [] }], { name: 'bob', roles: ['operator'], groups: ['sre'], password: 'secret' })).toEqual([
      ada, { name: 'bob', roles: ['operator'], groups: ['sre'], password: 'secret' }, { name: 'zoe', roles: ['viewer'], groups: [] },
    ]);
    expect(withUser([ada], { ...ada, roles: ['viewer'] })).toHaveLength(1);
  });

  it('need a name of their own, a role and, at first, a password', () => {
    expect(Object.keys(userProblems({ name: ' ', roles: [], groups: [] }, true, [ada]))).toEqual(['name', 'roles', 'password']);
    expect(userProblems({ ...ada, password: 'x' }, true, [ada])).toHaveProperty('name');
    expect(userProblems(ada, false, [ada])).toEqual({});
  });

  it('have groups by commas', () => {
    expect(groupsOf(' sre, night shift,,sre')).toEqual(['sre', 'night shift']);
  });
});

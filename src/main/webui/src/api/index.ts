/** How the console speaks with the server: nothing else calls `fetch`. */
export { getJson, getTagged, getText, openStream, type Page, query, sendForm, sendJson, type Tagged } from './calls';
export { ProblemError } from './problem';
export { signIn, signOut, useCan, useMe, useSession } from './session';
export type { Person, Role } from './session';

import { createContext } from 'react';

/** Which of two compared worlds a part of the screen shows; undefined: the open one. */
export const SideContext = createContext<'other' | undefined>(undefined);

import { createContext } from 'react';

/** Whether a stand-in was uploaded, of which only the CRC-64 is computed: in a replay there is no file. */
export const StandInContext = createContext(false);

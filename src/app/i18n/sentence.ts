/** What happened, in at most 60 characters, and what to do now. */
export type Sentence = { readonly title: string; readonly advice: string };

import * as v from 'valibot';

export const languages = ['zh', 'en'] as const;
export const Language = v.picklist(languages);
export type Language = v.InferOutput<typeof Language>;

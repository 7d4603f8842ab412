import { useSignal } from '@preact/signals';
import { codeInGroups } from '../deliveries/end-facts.ts';
import { copyText } from '../timeline/copy-text.ts';
import { announce } from '../ui/announce.ts';
import { t } from './end-strings.ts';

/** The code that opens the locker, large, with who said it: the page does not know that it is right. */
export function EndCode({ code, from }: { code: string; from: string }) {
  const copied = useSignal<boolean | null>(null);
  const words = copied.value === false ? t().notCopied : from;
  async function copy() {
    copied.value = await copyText(code);
    announce(copied.value ? t().copied : t().notCopied);
  }
  return (
    <div class="end-code">
      <p>
        <span>{t().code}</span>
        <b class={code.length > 10 ? 'is-long' : undefined}>{codeInGroups(code)}</b>
        <small>{words}</small>
      </p>
      <button type="button" class="btn btn-line" onClick={() => void copy()}>
        {copied.value ? t().copied : t().copy}
      </button>
    </div>
  );
}

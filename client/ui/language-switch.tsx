import { language, switchLanguage } from '../language.ts';

/** Named in the language it leads to, so that whoever cannot read this one finds it. */
export function LanguageSwitch() {
  const toChinese = language.value === 'en';
  return (
    <button
      type="button"
      class="float"
      lang={toChinese ? 'zh' : 'en'}
      aria-label={toChinese ? '中文' : 'EN, English'}
      onClick={switchLanguage}
    >
      {toChinese ? '中文' : 'EN'}
    </button>
  );
}

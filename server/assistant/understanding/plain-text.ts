import { simplified } from './simplified.ts';

/** Nobody's wish begins behind this; longer texts must not cost more. */
const MOST_CHARACTERS = 600;

/** How chat spells English words; digits are zeros by then. */
const chat = new Map(
  (
    'u:you ur:your r:are y:why n:and k:ok kk:ok okie:ok okey:ok oky:ok pls:please plz:please plx:please thx:thanks thnx:thanks thks:thanks tnx:thanks ty:thanks tysm:thanks ta:thanks cheers:thanks cya:see_you wen:when wru:where_are_you wya:where_are_you wat:what wot:what wut:what abt:about b0:before bk:back cuz:because cos:because coz:because bcoz:because bc:because ' +
    "cant:can't dont:don't dnt:don't wont:won't isnt:isn't wasnt:wasn't didnt:didn't doesnt:doesn't havent:haven't havnt:haven't hasnt:hasn't im:i'm ive:i've ill:i'll thats:that's whats:what's wheres:where's theres:there's its:it's hes:he's shes:she's nobodys:nobody's gonna:going_to wanna:want_to gotta:have_to lemme:let_me gimme:give_me " +
    "tmrw:tomorrow tmr:tomorrow tmw:tomorrow tomoz:tomorrow 0moro:tomorrow 0morrow:tomorrow 0nite:tonight tonite:tonight 0day:today msg:message txt:text pic:photo ppl:people w:with da:the teh:the dis:this dat:that min:minute mins:minutes hr:hour hrs:hours omw:on_my_way otw:on_my_way rn:right_now asap:as_soon_as_possible idk:i_don't_know nvm:never_mind np:no_problem l0r:later w0:wait m0:mate hav:have sum0:someone no0:no_one noone:no_one " +
    'neighbor:neighbour neighbors:neighbours color:colour mom:mum nah:no nope:no yep:yes yup:yes yeah:yes ya:yes yh:yes aye:yes hiya:hi'
  )
    .split(' ')
    .map((entry) => entry.split(':'))
    .map(([said = '', meant = '']) => [said, meant.replaceAll('_', ' ')]),
);

/** A text as the model reads it: one width, one case, one script, every digit a zero, chat spelling written out, single spaces. */
export function plainText(text: string): string {
  return text
    .slice(0, MOST_CHARACTERS)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(/\p{Nd}/gu, '0')
    .replaceAll(/\p{Script=Han}/gu, (letter) => simplified.get(letter) ?? letter)
    .replaceAll(/(?<![a-z0'])[a-z0]+(?![a-z0'])/g, (word) => chat.get(word) ?? word)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

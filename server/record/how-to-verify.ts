import type { RecordHead } from './record-format.ts';

/** `VERIFY.txt` of an export. */
export const howToVerify = ({ reference }: RecordHead['delivery'], { rev, head }: RecordHead['chain']): string => `\
DOORLINE: THE RECORD OF DELIVERY ${reference.replaceAll(/[\p{C}\p{Z}]+/gu, ' ')}

What is in here
  index.html    the record to read and to print: open it in a browser
  record.json   the same for programs, with every proof
  media/        photos and recordings as they were sent

How to check that nothing was changed
  In a copy of the Doorline project, any version from this one on:

      npm run verify-export FILE.zip

  It says whether anything was changed, and what. It needs no network and no server.
  If the operator kept a digest of this export (header X-Record-Digest of the download) or a link of the
  chain (GET /api/v1/deliveries/{id}/chain, taken at any time), add it:

      npm run verify-export FILE.zip HASH

What it proves
  Every state that an entry ever had is a link of one chain of SHA-256 sums. Nobody who has a later link can
  change, remove or swap an earlier state unseen. Without a kept link or digest the check proves that the file
  agrees with itself: whoever holds the database or this file could have computed a whole new chain.
  With a kept digest it proves that the whole file is the one that was kept; with a kept link, everything
  said up to it. The page index.html, names and the facts of the delivery only the digest proves.
  Content that was erased (its time was over, or somebody asked for it) is gone; its sum stays in the chain.

By hand
  Each line of "files" in record.json names a file, its size and its SHA-256 sum:  sha256sum media/*
  The rule of the chain is in docs/record.md of the project.

  Last change of the record:  ${rev}
  Last link of the chain:     ${head}


DOORLINE：这次派送的记录

  index.html 供阅读和打印；record.json 供程序读取并含全部校验数据；media/ 是照片和录音原件。
  校验方法：在 Doorline 项目中运行  npm run verify-export 文件.zip  ，它会说明是否有改动、改动在哪里。
  若运营方另外保存了本次导出的摘要或链上任一环的值，请把它写在文件名之后一并校验：
  保存了摘要可证明整个文件与当时一致；只保存了链上一环，可证明到该环为止说过的全部内容，但不含 index.html 页面、姓名和派送信息；
  两者都没有时，只能证明文件本身前后相符。
  已删除的内容不可恢复，但它的校验值仍在链中。
`;

/**
 * What docs/cli.md says beside the tables, in both languages; `{{commands}}` and the like are replaced by them.
 * @type {Record<"en" | "zh", string>}
 */
export const PAGES = {
  en: `# The command line

Written by \`npm run cli\` from the tables that \`--help\` is made of (\`pkg/cli/\`); change them, or \`scripts/cli/prose.mjs\`.

\`\`\`sh
npx tencentcloud-edge start --tag env=dev
\`\`\`

Data goes to standard output, everything else (progress, questions, warnings, errors) to standard error. Texts are English or Chinese, after \`LC_ALL\` and \`LANG\` or \`--language\`. Node 20.12 or newer is all it needs.

## Commands

{{commands}}

## Which instances

Ids as arguments, \`--from FILE\` (or \`-\`, standard input), and \`--tag\`, \`--name\`, \`--zone\`, \`--type\`, \`--state\`, \`--filter\`: what is given narrows; the same option given twice widens. \`--exclude\` and \`--exclude-tag\` take away. Nothing at all is an error: \`--all\` says that every instance is meant. \`list\` alone shows everything where nothing narrows.

\`--from\` reads ids with white space, commas or line breaks between them; CSV with a column \`InstanceId\`; a JSON array of ids or of objects with \`InstanceId\`; a reply of DescribeInstances; JSON lines. What \`list --output json\` and \`--output csv\` write can be read again; where each row names its \`Region\`, no \`--region\` is needed.

\`--region ap-guangzhou,ap-singapore\` works in several regions side by side, each at its own pace; \`--region all\` in every one that the account can use.

## Starting, stopping, rebooting

First the plan is shown: how many instances will change, are there already, cannot and why; in how many requests, and how many seconds those take at least. On a terminal a question follows; without one, \`--yes\` is needed unless the ids were given as arguments. \`--dry-run\` ends after the plan. \`--max\` refuses a larger selection than was meant.

\`--resume FILE\` keeps a journal: what the job knows is written and synced before each request that acts. Whatever ends the process, the same command with the same file goes on where it was, and starts nothing twice.

Ctrl-C ends the operation and says what was sent, what was not, and what is still under way; pressed again, it ends the process.

## Credentials

The first of these that is there: \`TENCENTCLOUD_SECRET_ID\` and \`TENCENTCLOUD_SECRET_KEY\`; the profile in \`~/.tencentcloud/credentials\`; tccli's in \`~/.tccli\`; a web identity, as TKE sets it; with \`--role\` the role of this CVM instance. \`--assume-role\` takes them to another role. \`tencentcloud-edge credentials\` says which one is used and why. There is no option for a key, because everybody on the machine could read it. [credentials.md](credentials.md) has the details, and the same chain for programs.

\`HTTPS_PROXY\` and \`NO_PROXY\` are honoured; \`tencentcloud-edge doctor\` says so, and whatever else stands in the way.

## Exit codes

{{exits}}

## Options

{{options}}
`,
  zh: `# 命令行

本页由 \`npm run cli\` 根据 \`--help\` 所用的表（\`pkg/cli/\`）生成；请修改这些表或 \`scripts/cli/prose.mjs\`。

\`\`\`sh
npx tencentcloud-edge start --tag env=dev
\`\`\`

数据写到标准输出，其余内容（进度、询问、警告、错误）写到标准错误。文字为英文或中文，取决于 \`LC_ALL\`、\`LANG\` 或 \`--language\`。只需 Node 20.12 或更新版本。

## 命令

{{commands}}

## 选择实例

可以直接写 ID，用 \`--from FILE\`（\`-\` 为标准输入）读取，或用 \`--tag\`、\`--name\`、\`--zone\`、\`--type\`、\`--state\`、\`--filter\` 选择：不同条件取交集，同一选项写多次取并集；\`--exclude\` 与 \`--exclude-tag\` 用于排除。什么都不写是错误，\`--all\` 表示明确选择全部实例。只有 \`list\` 在没有条件时列出全部。

\`--from\` 可以读取：以空白、逗号或换行分隔的 ID；含 \`InstanceId\` 列的 CSV；ID 或含 \`InstanceId\` 的对象组成的 JSON 数组；DescribeInstances 的返回；JSON Lines。\`list --output json\` 与 \`--output csv\` 的输出可以直接读回；若每行都有 \`Region\`，则无需 \`--region\`。

\`--region ap-guangzhou,ap-singapore\` 同时在多个地域执行，各地域按各自的速率；\`--region all\` 表示账号可用的全部地域。

## 启动、关闭、重启

首先显示计划：将变更多少台、已处于目标状态多少台、哪些不能变更及原因，需要多少个请求，至少需要多少秒。在终端中会询问；没有终端时需要 \`--yes\`，除非 ID 写在命令行上。\`--dry-run\` 只显示计划。\`--max\` 拒绝超出预期的选择。

\`--resume FILE\` 记录日志：每个变更请求发出之前，任务的状态都已写入并落盘。无论进程如何结束，用同一文件重新执行同一命令都会从中断处继续，不会重复操作。

Ctrl-C 结束操作，并说明哪些已发送、哪些未发送、哪些仍在进行；再按一次立即结束进程。

## 凭证

依次取第一个存在的来源：\`TENCENTCLOUD_SECRET_ID\` 与 \`TENCENTCLOUD_SECRET_KEY\`；\`~/.tencentcloud/credentials\` 中的配置；\`~/.tccli\` 中 tccli 的配置；Web 身份（TKE 会设置）；使用 \`--role\` 时为本机 CVM 的角色。\`--assume-role\` 用以上凭证扮演另一角色。\`tencentcloud-edge credentials\` 显示使用了哪一个及原因。没有用于传入密钥的选项，因为本机任何人都能看到进程参数。详见 [credentials.md](credentials.md)（英文），程序中也可使用同一顺序。

支持 \`HTTPS_PROXY\` 与 \`NO_PROXY\`；\`tencentcloud-edge doctor\` 会说明代理以及其他问题。

## 退出码

{{exits}}

## 选项

{{options}}
`,
};

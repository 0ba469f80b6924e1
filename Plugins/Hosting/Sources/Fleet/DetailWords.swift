/// The reasons of states in the reader's language. They are stored in English, as the API tells them. Pure.
enum DetailWords {
    private static let sentences = [
        Sentence(before: "The miner states that it is paused.", chineseBefore: "矿机报告已暂停。"),
        Sentence(before: "The miner was told to sleep and hashes nothing.", chineseBefore: "矿机已被要求休眠，没有算力。"),
        Sentence(before: "The miner answered, but told no hashrate.", chineseBefore: "矿机有应答，但未报告算力。"),
        Sentence(before: "Connected, but no answer in time.", chineseBefore: "已连接，但未及时应答。"),
        Sentence(before: "The answer did not end in time.", chineseBefore: "应答未在时限内结束。"),
        Sentence(before: "The answer is longer than any firmware's.", chineseBefore: "应答长度超过任何固件的应答。"),
        Sentence(before: "The connection broke within the answer.", chineseBefore: "应答过程中连接中断。"),
        Sentence(before: "The round ended before the miner was asked.", chineseBefore: "本轮采集结束前未能询问该矿机。"),
        Sentence(before: "No answer.", chineseBefore: "没有应答。"),
        Sentence(before: "The device closed the connection without an answer.", chineseBefore: "设备未应答即关闭连接。"),
        Sentence(before: "The answer was cut off before anything useful.", chineseBefore: "应答被截断，没有可用内容。"),
        Sentence(before: "The answer was cut off before its summary was whole.", chineseBefore: "应答在概要完整之前被截断。"),
        Sentence(before: "The answer was cut off after its summary.", chineseBefore: "应答在概要之后被截断。"),
        Sentence(before: "The answer is encrypted.", chineseBefore: "应答已加密。"),
        Sentence(before: "The answer tells nothing about mining.", chineseBefore: "应答与挖矿无关。"),
        Sentence(
            before: "The miner computes ", after: "; its rate is not counted in TH/s.", chineseBefore: "矿机计算 ",
            chineseAfter: "，其算力不计入 TH/s。"),
        Sentence(
            before: "The miner states ", after: " TH/s, which its model cannot reach.", chineseBefore: "矿机报告 ",
            chineseAfter: " TH/s，超出该型号的能力。"),
        Sentence(before: "The miner refuses connections to port ", after: ".", chineseBefore: "矿机拒绝连接端口 ", chineseAfter: "。"),
        Sentence(before: "No connection to ", after: ".", chineseBefore: "无法连接 ", chineseAfter: "。"),
        Sentence(
            before: "The address ", after: " lies outside the networks granted to this tenant.", chineseBefore: "地址 ",
            chineseAfter: " 不在授权给该租户的网络内。"),
        Sentence(before: "The answer is not that of a miner; it begins with: ", after: "", chineseBefore: "应答不像矿机，开头为："),
        Sentence(before: "The firmware does not know the command: ", after: "", chineseBefore: "固件不认识该命令："),
        Sentence(before: "The firmware could not read the request: ", after: "", chineseBefore: "固件无法读取请求："),
        Sentence(before: "The firmware missed the command: ", after: "", chineseBefore: "固件未找到命令："),
        Sentence(before: "The firmware refuses this host: ", after: "", chineseBefore: "固件拒绝本主机："),
        Sentence(
            before: "The miner hashes nothing and draws ", after: " W.", chineseBefore: "矿机没有算力，功耗为 ", chineseAfter: " W。"),
        Sentence(before: "The device stated error ", after: "", chineseBefore: "设备报告错误 "),
        Sentence(before: "", after: " % of the nameplate rate.", chineseBefore: "额定算力的 ", chineseAfter: " %。"),
    ]

    /// The reason in a language; as it is stored where there is no translation.
    static func text(_ detail: String, language: String) -> String {
        language.hasPrefix("zh") ? Sentence.chinese(detail, sentences) ?? detail : detail
    }
}

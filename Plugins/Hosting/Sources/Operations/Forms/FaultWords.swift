import PluginKit

/// What is wrong with a field of a form, in the reader's language; the interface tells it in English. Pure.
enum FaultWords {
    private static let sentences = [
        Sentence(before: "missing.", chineseBefore: "必填。"),
        Sentence(before: "missing; expected ", after: ".", chineseBefore: "必填："),
        Sentence(before: "no miner matches.", chineseBefore: "没有符合条件的矿机。"),
        Sentence(
            before: "expected at most 20000 miners, found ", after: ".", chineseBefore: "一次最多 20000 台矿机，符合条件的有 ", chineseAfter: " 台。"),
        Sentence(before: "expected a text of at most ", after: " characters.", chineseBefore: "最多 ", chineseAfter: " 个字符。"),
        Sentence(before: "expected a text of ", after: " characters.", chineseBefore: "字符数应为 ", chineseAfter: "。"),
        Sentence(before: "expected an integer from ", after: ".", chineseBefore: "应为整数，范围 ", chineseAfter: "。"),
        Sentence(before: "expected a number of TH/s above 0.", chineseBefore: "应为大于 0 的数字（TH/s）。"),
        Sentence(before: "expected a number of ", after: ".", chineseBefore: "应为数字：", chineseAfter: "。"),
        Sentence(before: "expected a day as ", after: ".", chineseBefore: "应为日期，如 ", chineseAfter: "。"),
        Sentence(before: "expected a day not before sent_on.", chineseBefore: "不得早于寄出日期。"),
        Sentence(before: "expected a time to come, after from_at.", chineseBefore: "应为将来的时间，且晚于开始时间。"),
        Sentence(before: "expected a time as ", after: ".", chineseBefore: "应为时间，如 ", chineseAfter: "。"),
        Sentence(before: "expected a local time as ", after: ".", chineseBefore: "应为当地时间，如 ", chineseAfter: "。"),
        Sentence(before: "expected a window of 366 days at most.", chineseBefore: "窗口最长 366 天。"),
        Sentence(before: "expected rack, row and position together, or none of them.", chineseBefore: "机架、层和位置须同时填写，或全部留空。"),
        Sentence(
            before: "expected nameplate_hashrate_ths and nameplate_power_watts together, or none of them.",
            chineseBefore: "额定算力和额定功率须同时填写，或全部留空。"),
        Sentence(
            before: "expected a model of the catalogue or one of your own, found both.",
            chineseBefore: "目录型号与自定义型号只能填写一个。"),
        Sentence(before: "expected a list of ids, or a filter in its place.", chineseBefore: "请选择场地，或填写要查找的矿机。"),
        Sentence(before: "expected a list of days from 1 for Monday to 7 for Sunday.", chineseBefore: "请至少选择一天。"),
        Sentence(
            before: "expected at most ", after: ": longer hours overlap those of the next chosen day.",
            chineseBefore: "最长 ", chineseAfter: "：再长会与下一个所选日期的时段重叠。"),
        Sentence(before: "expected at least strike_usd_per_mwh.", chineseBefore: "不得低于起始电价。"),
        Sentence(before: "expected an address such as ", after: ".", chineseBefore: "应为地址，如 ", chineseAfter: "。"),
        Sentence(before: "expected a user, without spaces, for ", after: ".", chineseBefore: "需要不含空格的用户名，矿池："),
        Sentence(before: "expected as placeholders of a user ", after: ".", chineseBefore: "用户名中可用的占位符："),
        Sentence(
            before: "expected a user of at most ", after: " characters when its placeholders are filled.",
            chineseBefore: "填入占位符后用户名最多 ", chineseAfter: " 个字符。"),
        Sentence(before: "expected 1 to 3 pools with url and user.", chineseBefore: "应为 1 至 3 个矿池，含地址和用户名。"),
        Sentence(before: "you have a site \"", after: "\" already.", chineseBefore: "已有名为“", chineseAfter: "”的场地。"),
        Sentence(
            before: "it is in use by ", after: ". Give these another site, or remove them.",
            chineseBefore: "仍在使用（", chineseAfter: "）。请先更换场地或移除它们。"),
        Sentence(
            before: "There are ", after: " rules already, the most that a tenant may have.", chineseBefore: "规则已达上限：", chineseAfter: " 条。"),
        Sentence(before: "you have a rule \"", after: "\" already.", chineseBefore: "已有名为“", chineseAfter: "”的规则。"),
        Sentence(before: "none of your sites is in the market \"", after: "\".", chineseBefore: "没有场地属于市场“", chineseAfter: "”。"),
        Sentence(before: "expected either site or market, found both.", chineseBefore: "场地和市场只能填写一个。"),
        Sentence(before: "you have no site ", after: ".", chineseBefore: "您没有此场地：", chineseAfter: "。"),
        Sentence(
            before: "another miner of this client has \"", after: "\" already. Nothing was changed.", chineseBefore: "该客户已有序列号为“",
            chineseAfter: "”的矿机，未作更改。"),
        Sentence(
            before: "the plan \"", after: "\" holds this miner. It can be deleted when the plan has ended: recover it first.",
            chineseBefore: "计划“", chineseAfter: "”正占用该矿机。计划结束后才能删除：请先恢复。"),
        Sentence(
            before: "the plan \"", after: "\" holds this miner. Its site can be changed when the plan has ended: recover it first.",
            chineseBefore: "计划“", chineseAfter: "”正占用该矿机。计划结束后才能更换场地：请先恢复。"),
        Sentence(
            before: "a curtailment of your provider holds this miner. It can be deleted when that has ended: ask your provider.",
            chineseBefore: "托管商的限电正占用该矿机，结束后才能删除，请联系托管商。"),
        Sentence(
            before: "a curtailment of your provider holds this miner. Its site can be changed when that has ended: ask your provider.",
            chineseBefore: "托管商的限电正占用该矿机，结束后才能更换场地，请联系托管商。"),
        Sentence(
            before: "at this address and port answers miner \"", after: "\". Give one of both another address, or set one offline.",
            chineseBefore: "该地址和端口属于矿机“", chineseAfter: "”。请更换其中一台的地址，或将其中一台设为离线。"),
        Sentence(before: "The operation has ended.", chineseBefore: "该操作已结束。"),
        Sentence(before: "The operation has not ended. Wait, or stop it first.", chineseBefore: "该操作尚未结束，请等待或先停止。"),
        Sentence(before: "The operation was taken back already.", chineseBefore: "该操作已被撤销。"),
        Sentence(
            before: "There is nothing to take back: no miner was changed, or it is not known what they had before.",
            chineseBefore: "没有可撤销的内容：没有矿机被更改，或不知道更改前的状态。"),
        Sentence(before: "there is no miner \"", after: "\".", chineseBefore: "没有序列号为“", chineseAfter: "”的矿机。"),
        Sentence(
            before: "expected either time_zone or utc_offset_minutes, found both.", chineseBefore: "时区和 UTC 时差只能填写一个。"),
        Sentence(
            before: "the plan was changed meanwhile and is at ", after: ". Read it again.",
            chineseBefore: "计划在此期间已被他人修改（第 ", chineseAfter: " 版），请重新打开。"),
        Sentence(
            before: "The plan is ", after: ": only a pending one is changed or deleted.",
            chineseBefore: "计划状态为 ", chineseAfter: "，只有待批准的计划可以修改或删除。"),
        Sentence(
            before: "Somebody else changed the plan at the same moment. Read it again.", chineseBefore: "他人同时修改了计划，请重新打开。"),
        Sentence(before: "expected ", after: ".", chineseBefore: "应为：", chineseAfter: "。"),
    ]

    /// A refusal without the name of its field, which the page tells by the place.
    static func text(_ refusal: PluginError, language: String) -> String {
        let told = refusal.field.map { String(refusal.message.dropFirst($0.count + 2)) } ?? refusal.message
        if language.hasPrefix("zh") { return Sentence.chinese(told, sentences) ?? told }
        return told.prefix(1).uppercased() + told.dropFirst()
    }
}

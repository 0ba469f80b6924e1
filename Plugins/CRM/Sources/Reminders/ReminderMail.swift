/// The mail that reminds a client of an overdue invoice, in the language of its contract. Pure.
struct ReminderMail: Sendable {
    let number: Int64
    let client: String
    let provider: String
    let currency: String
    let total: String
    let outstanding: String
    /// `2026-01-31`.
    let dueOn: String
    let daysOverdue: Int64
    /// From 1; the last one says so.
    let level: Int64
    let isLast: Bool

    func subject(language: String) -> String {
        let isChinese = language == "zh-CN"
        switch (level, isLast, isChinese) {
        case (1, false, false): return "Reminder: invoice \(number) was due on \(dueOn)"
        case (_, false, false): return "Reminder \(level): invoice \(number) is overdue since \(dueOn)"
        case (_, true, false): return "Last reminder: invoice \(number) is overdue since \(dueOn)"
        case (1, false, true): return "付款提醒：第 \(number) 号发票已于 \(dueOn) 到期"
        case (_, false, true): return "第 \(level) 次付款提醒：第 \(number) 号发票自 \(dueOn) 起逾期"
        case (_, true, true): return "最后一次付款提醒：第 \(number) 号发票自 \(dueOn) 起逾期"
        }
    }

    func text(language: String) -> String {
        language == "zh-CN"
            ? """
            \(client)：

            第 \(number) 号发票的付款期限为 \(dueOn)，现已逾期 \(daysOverdue) 天。

            发票金额：\(total) \(currency)
            未付金额：\(outstanding) \(currency)

            \(isLast ? "这是最后一次提醒，请立即付款。" : "请尽快付款。")如果您已付款，请忽略此邮件。

            \(provider)
            """
            : """
            Dear \(client),

            invoice \(number) was due on \(dueOn). That is \(daysOverdue) \(daysOverdue == 1 ? "day" : "days") ago.

            Amount of the invoice: \(total) \(currency)
            Still to be paid: \(outstanding) \(currency)

            \(isLast ? "This is the last reminder: please pay at once." : "Please pay it now.") If you have paid already, this mail is of no concern to you.

            \(provider)
            """
    }
}

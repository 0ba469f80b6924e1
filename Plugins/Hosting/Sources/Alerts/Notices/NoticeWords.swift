/// The words of mails about alerts, in the language of the rule. Pages take theirs from the catalogues.
struct NoticeWords: Sendable {
    let isChinese: Bool

    /// English for every language but Chinese.
    init(language: String) { isChinese = language.hasPrefix("zh") }

    func severity(_ severity: AlertSeverity) -> String {
        switch severity {
        case .info: isChinese ? "提示" : "info"
        case .warning: isChinese ? "警告" : "warning"
        case .critical: isChinese ? "严重" : "critical"
        }
    }

    /// What is the matter with the miners.
    func matter(_ rule: AlertRule) -> String {
        let limit = "\(DisplayNumber.short(rule.threshold, 1)) \(rule.kind.unit)"
        return switch rule.kind {
        case .offline: isChinese ? "矿机无法连接" : "Miners that cannot be reached"
        case .noData: isChinese ? "矿机长时间没有采集数据" : "Miners that have not been asked for a while"
        case .lowHashrate: isChinese ? "算力低于额定值的 \(limit)" : "Hashrate below \(limit) of the nameplate"
        case .belowOwnMean: isChinese ? "算力低于自身七日均值的 \(limit)" : "Hashrate below \(limit) of the miner's own mean of seven days"
        case .temperature: isChinese ? "温度达到 \(limit)" : "Temperature of \(limit) or more"
        case .fan: isChinese ? "风扇转速低于 \(limit)" : "A fan below \(limit)"
        }
    }

    /// `12 new, 3 recovered, 40 open`.
    func counts(_ notice: AlertNotice) -> String {
        var parts: [String] = []
        if !notice.opened.isEmpty { parts.append(isChinese ? "新增 \(notice.opened.count) 台" : "\(notice.opened.count) new") }
        if !notice.recovered.isEmpty { parts.append(isChinese ? "恢复 \(notice.recovered.count) 台" : "\(notice.recovered.count) recovered") }
        parts.append(isChinese ? "未恢复 \(notice.openCount) 台" : "\(notice.openCount) open")
        return parts.joined(separator: isChinese ? "，" : ", ")
    }

    /// The heading of a list of miners.
    func heading(_ list: NoticeList) -> String {
        switch list {
        case .opened: isChinese ? "新增" : "New"
        case .recovered: isChinese ? "已恢复" : "Recovered"
        case .standing: isChinese ? "仍未恢复" : "Still open"
        }
    }

    var since: String { isChinese ? "自" : "since" }
    var until: String { isChinese ? "恢复于" : "until" }

    func more(_ count: Int) -> String { isChinese ? "另有 \(count) 台" : "and \(count) more" }

    func lasts(_ rule: AlertRule) -> String {
        let minutes = rule.delaySeconds / 60
        return isChinese ? "持续 \(minutes) 分钟后告警。" : "The rule fires after \(minutes) minutes."
    }

    var place: String {
        isChinese ? "全部告警与规则见 HashInsight 的 /hosting/alerts。" : "All alerts and the rule are on /hosting/alerts of your HashInsight."
    }
}

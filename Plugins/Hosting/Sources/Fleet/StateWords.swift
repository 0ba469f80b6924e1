/// States as people read them, for charts; pages take theirs from the catalogues.
enum StateWords {
    private static let english = [
        "ok": "Fine", "hashing_low": "Hashing low", "paused": "Paused", "unreachable": "Unreachable", "refusing": "Refusing",
        "malformed": "Unreadable", "stale": "Stale", "offline": "Offline", "never_seen": "Never seen",
    ]
    private static let chinese = [
        "ok": "正常", "hashing_low": "算力偏低", "paused": "已暂停", "unreachable": "无法连接", "refusing": "拒绝访问", "malformed": "应答异常",
        "stale": "数据过期", "offline": "离线", "never_seen": "从未上线",
    ]

    /// The word for a state in a language; English where there is none.
    static func word(_ state: String, language: String) -> String {
        (language.hasPrefix("zh") ? chinese[state] : nil) ?? english[state] ?? state
    }

    /// The class that gives a state its colour.
    static func cssClass(_ state: String) -> String {
        switch state {
        case "ok": "state-fine"
        case "hashing_low": "state-low"
        case "paused", "offline": "state-paused"
        case "unreachable": "state-unreachable"
        case "refusing": "state-refusing"
        case "malformed": "state-malformed"
        case "stale": "state-stale"
        default: "state-unknown"
        }
    }
}

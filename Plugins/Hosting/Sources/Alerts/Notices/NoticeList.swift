/// The lists of miners that a notice has.
enum NoticeList: String, Sendable, CaseIterable {
    case opened, recovered, standing

    /// The records of a list. Those that stand are listed where they are told again.
    func records(_ notice: AlertNotice) -> [AlertRecord] {
        switch self {
        case .opened: notice.opened
        case .recovered: notice.recovered
        case .standing: notice.isRepeat ? notice.standing : []
        }
    }
}

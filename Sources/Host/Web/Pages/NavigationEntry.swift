/// One entry of the navigation. Pure.
struct NavigationEntry {
    let order: Int
    let path: String
    let title: String
    let icon: String

    /// The path of the one entry that the reader is in: of those that the address lies under, the longest.
    static func current(of entries: [NavigationEntry], at address: String) -> String? {
        entries.map(\.path).filter { address == $0 || address.hasPrefix($0 + "/") }.max { $0.utf8.count < $1.utf8.count }
    }
}

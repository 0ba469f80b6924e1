/// A pool that a device was told.
struct SimulatedPool: Sendable, Equatable {
    var url: String
    var user: String
    var password: String

    /// The pools of a configuration in JSON, by the names that the firmware gives their fields; each begins with its address.
    static func list(in text: String, url: String = "url", user: String = "user", password: String) -> [SimulatedPool] {
        text.split(separator: "\"\(url)\"", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            let object = "\"\(url)\"" + part
            guard let address = JSONText.string(url, in: object), !address.isEmpty else { return nil }
            return SimulatedPool(
                url: address, user: JSONText.string(user, in: object) ?? "", password: JSONText.string(password, in: object) ?? "")
        }
    }
}

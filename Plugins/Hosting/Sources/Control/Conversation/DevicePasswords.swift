import PluginKit

/// The passwords that open devices, by firmware: what the tenant set, else what the maker ships.
struct DevicePasswords: Sendable, Equatable {
    /// Whose password.
    enum Firmware: String, Sendable, CaseIterable {
        case antminer, avalon, braiins, epic, sealminer, vnish, whatsminer

        /// The name of the secret that holds it.
        var secret: String { "\(rawValue)_password" }

        /// As the maker ships it. Braiins OS is opened by `root` without a password until one is set.
        var shipped: String {
            switch self {
            case .antminer, .avalon: "root"
            case .braiins: ""
            case .epic: "letmein"
            case .sealminer: "seal"
            case .vnish, .whatsminer: "admin"
            }
        }
    }

    private var set: [Firmware: String] = [:]

    /// The maker's.
    init() {}

    subscript(firmware: Firmware) -> String {
        get { set[firmware] ?? firmware.shipped }
        set { set[firmware] = newValue }
    }

    /// Of the account `super` of MicroBT's API 3, which is shipped with its own name as its password.
    var whatsminerSuper: String { self.set[.whatsminer] ?? "super" }

    /// What the tenant has set now. Throws what the secrets service throws, but not for secrets that nobody has set.
    static func read(_ secrets: Secrets) async throws(PluginError) -> DevicePasswords {
        var passwords = DevicePasswords()
        for firmware in Firmware.allCases {
            do {
                passwords[firmware] = try await secrets[firmware.secret].text
            } catch  where error.code == .notFound {
                continue
            }
        }
        return passwords
    }
}

package import HostEgress

/// Where evidence is pinned, and how much of it. Read from the environment's words; pure.
package struct PinningSettings: Sendable {
    /// Pinata's interfaces.
    package enum PinataAPI: String, Sendable { case v3, legacy }

    /// The account at Pinata.
    package struct Pinata: Sendable {
        package let token: String
        package let api: PinataAPI
        package let uploads: PinAddress
        package let base: PinAddress
    }

    /// A service of the IPFS Pinning Service API.
    package struct Service: Sendable {
        package let address: PinAddress
        package let token: String?
    }

    /// Nothing goes out; what is to be pinned waits, under the identifiers that were computed.
    package let isDisabled: Bool
    package let pinata: Pinata?
    package let kubo: PinAddress?
    package let folder: String?
    package let service: Service?
    /// To each provider outside.
    package let requestsPerMinute: Int
    /// To each provider that bills them.
    package let bytesPerMonth: Int64
    /// A pin is looked for after so many days; nil for never.
    package let checkDays: Int?

    /// Nil where nothing is to be pinned.
    /// - Parameter value: A variable of the environment; nil for one that is not set.
    /// - Throws: ``PinningSettingsError``, and what `value` throws.
    package init?(_ value: (String) throws -> String?) throws {
        isDisabled = try Self.flag("BLOCKCHAIN_DISABLE_IPFS", value)
        let token = try value("PINATA_JWT")
        let kubo = try value("KUBO_RPC")
        folder = try value("PINNING_FOLDER")
        let service = try value("PINNING_SERVICE_URL")
        guard token != nil || kubo != nil || folder != nil || service != nil || isDisabled else { return nil }
        if let folder, !folder.hasPrefix("/") { throw PinningSettingsError("PINNING_FOLDER: \(folder) is no absolute path") }
        let api = try value("PINATA_API") ?? "v3"
        guard let api = PinataAPI(rawValue: api) else { throw PinningSettingsError("PINATA_API: expected v3 or legacy, found \(api)") }
        let uploads = try PinAddress(value("PINATA_UPLOADS_URL") ?? "https://uploads.pinata.cloud", "PINATA_UPLOADS_URL")
        let base = try PinAddress(value("PINATA_API_URL") ?? "https://api.pinata.cloud", "PINATA_API_URL")
        pinata = try token.map { Pinata(token: try Self.token($0, "PINATA_JWT"), api: api, uploads: uploads, base: base) }
        self.kubo = try kubo.map { try PinAddress($0, "KUBO_RPC") }
        if service != nil, token == nil, kubo == nil {
            throw PinningSettingsError(
                "PINNING_SERVICE_URL: such a service is told an identifier alone and looks for the bytes on the network: set KUBO_RPC or PINATA_JWT too"
            )
        }
        self.service = try service.map {
            Service(
                address: try PinAddress($0, "PINNING_SERVICE_URL"),
                token: try value("PINNING_SERVICE_TOKEN").map { try Self.token($0, "PINNING_SERVICE_TOKEN") })
        }
        requestsPerMinute = Int(try Self.number("PINNING_REQUESTS_PER_MINUTE", value, standard: 30, 1...60_000))
        bytesPerMonth = try Self.number("PINNING_MB_PER_MONTH", value, standard: 500, 1...1_000_000_000) * 1_000_000
        let days = Int(try Self.number("PINNING_CHECK_DAYS", value, standard: 30, 0...3_650))
        checkDays = days == 0 ? nil : days
    }

    /// The providers, each with a pace of its own.
    package func providers(_ engine: HTTPEngine, patienceSeconds: Int = 60) -> [any PinProvider] {
        var found: [any PinProvider] = []
        func http(_ address: PinAddress, _ token: String?, _ pace: PinPace) -> PinHTTP {
            PinHTTP(address, token: token, engine: engine, pace: pace, patienceSeconds: patienceSeconds)
        }
        if let folder { found.append(FolderProvider(folder)) }
        let node = kubo.map { KuboProvider(http($0, nil, PinPace(perMinute: nil))) }
        if let node { found.append(node) }
        if let pinata {
            let pace = PinPace(perMinute: requestsPerMinute)
            let base = http(pinata.base, pinata.token, pace)
            switch pinata.api {
            case .v3: found.append(PinataProvider(uploads: http(pinata.uploads, pinata.token, pace), api: base))
            case .legacy: found.append(PinataLegacyProvider(base))
            }
        }
        if let service {
            found.append(
                PinningServiceProvider(http(service.address, service.token, PinPace(perMinute: requestsPerMinute)), source: node))
        }
        return found
    }

    private static func token(_ text: String, _ name: String) throws(PinningSettingsError) -> String {
        guard text.utf8.count <= 8_000, text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw PinningSettingsError("\(name): no token: it has letters that a header cannot carry, or too many")
        }
        return text
    }

    private static func flag(_ name: String, _ value: (String) throws -> String?) throws -> Bool {
        switch try value(name)?.lowercased() {
        case nil, "0", "false", "no", "off": false
        case "1", "true", "yes", "on": true
        default: throw PinningSettingsError("\(name): expected 1 or 0")
        }
    }

    private static func number(
        _ name: String, _ value: (String) throws -> String?, standard: Int64, _ range: ClosedRange<Int64>
    ) throws -> Int64 {
        guard let text = try value(name) else { return standard }
        guard let number = Int64(text), range.contains(number) else {
            throw PinningSettingsError("\(name): expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

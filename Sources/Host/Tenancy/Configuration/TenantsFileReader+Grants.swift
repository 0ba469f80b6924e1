extension TenantsFileReader {
    /// Limits by name; a wrong one is reported.
    func quotas(_ cursor: ConfigurationCursor?) -> [String: Int] {
        var quotas: [String: Int] = [:]
        for (name, value) in cursor?.members(.quotas) ?? [:] {
            guard let quota = Quota(rawValue: name) else { continue }
            quotas[name] = value.integer(in: quota.range)
        }
        return quotas
    }

    func grants(_ cursor: ConfigurationCursor) -> GrantRestriction {
        guard let members = cursor.members(.grants) else { return GrantRestriction() }
        let egress = members["egress"]?.members(.egress) ?? [:]
        return GrantRestriction(
            services: members["services"].map {
                texts($0, expected: "a service such as hashinsight.db/1") {
                    $0.wholeMatch(of: /[a-z]+(?:\.[a-z]+)+\/[1-9][0-9]{0,3}/) != nil
                }
            },
            devices: members["devices"].flatMap { $0.boolean() },
            ports: members["ports"].map { cursor in
                Set((cursor.elements(expected: "a list of ports") ?? []).compactMap { $0.integer(in: ConfigurationShape.port) })
            },
            events: members["events"].map {
                texts($0, expected: "a topic such as alerts") { $0.wholeMatch(of: /[a-z][a-z0-9_]{0,47}/) != nil }
            },
            egressHosts: egress["hosts"].map {
                texts($0, expected: "a host such as api.example.org, *.example.org:8443 or http://10.1.2.3:8080") {
                    $0.wholeMatch(of: /(?:https?:\/\/)?(?:\*\.)?(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[1-9][0-9]{0,4})?/) != nil
                }
            },
            egressNetworks: egress["networks"].map {
                texts($0, expected: "a network such as 10.20.0.0/16") { (try? NetworkBlock($0)) != nil }
            },
            mailToAnybody: members["mail"].flatMap { $0.value(of: MailRecipients.self) }.map { $0 == .any },
            sharesCache: members["cache"].flatMap { $0.value(of: CacheSharing.self) }.map { $0 == .shared })
    }

    private func texts(_ cursor: ConfigurationCursor, expected: String, _ isValid: (String) -> Bool) -> Set<String> {
        Set((cursor.elements(expected: "a list") ?? []).compactMap { $0.text(expected: expected, isValid) })
    }
}

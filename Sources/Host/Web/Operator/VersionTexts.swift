/// Shares, states and forecasts in the reader's language. Pure.
struct VersionTexts {
    let catalogue: Catalogue

    /// A text of the catalogue with its figures.
    func text(_ key: String, _ values: [String: String] = [:]) -> String {
        var text = catalogue.find("versions.\(key)") ?? key
        for (name, value) in values { text = text.replacing("{{\(name)}}", with: value) }
        return text
    }

    func share(_ share: UpgradeShare) -> String {
        switch share {
        case .all: text("share_all")
        case .percent(let percent): text("share_percent", ["percent": String(percent)])
        case .tenants(let ids): ids.isEmpty ? text("share_nobody") : ids.joined(separator: ", ")
        }
    }

    /// Secrets that a version asks for beyond the one that serves.
    func secrets(_ secrets: [AddedSecret]) -> String {
        let names = secrets.map { $0.isRequired ? text("secret_required", ["name": $0.name]) : $0.name }
        return text("asks_for_secrets", ["names": names.joined(separator: ", ")])
    }

    func state(_ state: RolloutStatus.State) -> String { text("state_\(state.rawValue)") }

    /// What an upgrade would mean, line by line, as the dialog shows it.
    func lines(_ forecast: UpgradeForecast) -> [JSONValue] {
        var lines: [JSONValue] = []
        func add(_ text: String, _ weight: String = "info") { lines.append(["text": .string(text), "weight": .string(weight)]) }
        add(
            forecast.tenants.isEmpty
                ? text("for_nobody") : text("for_tenants", ["tenants": forecast.tenants.joined(separator: ", "), "to": forecast.to]))
        for (key, difference) in [("statements", forecast.statements), ("routes", forecast.routes), ("jobs", forecast.jobs)] {
            for (how, names) in [("added", difference.added), ("changed", difference.changed), ("removed", difference.removed)]
            where !names.isEmpty {
                let what = text("what_\(key)")
                let line = text("difference_\(how)", ["what": what, "names": names.joined(separator: ", ")])
                add(line, how == "removed" ? "warning" : "info")
            }
        }
        if !forecast.secretsAdded.isEmpty {
            add(secrets(forecast.secretsAdded), forecast.secretsAdded.contains(where: \.isRequired) ? "warning" : "info")
        }
        if forecast.migrations.isEmpty { add(text("no_migrations")) }
        for migration in forecast.migrations {
            add(line(migration), migration.isContract ? "warning" : "info")
            guard migration.holdsUpOthers else { continue }
            add(text("holds_up_others", ["tables": Set(migration.locks.map(\.table)).sorted().joined(separator: ", ")]), "warning")
        }
        return lines
    }

    private func line(_ migration: UpgradeForecast.Migration) -> String {
        let values = ["name": migration.name, "milliseconds": String(migration.milliseconds)]
        if let obstacle = migration.obstacle { return text("migration_obstacle", values) + " " + obstacle }
        let locks = migration.locks.map { lock in
            text(
                lock.isRewritten ? "lock_rewritten" : "lock",
                [
                    "mode": lock.mode, "table": lock.table, "rows": UsageTable.amount(lock.rowCount, "rows") + (lock.isCut ? "+" : ""),
                    "size": UsageTable.amount(lock.bytes, "bytes"),
                ])
        }
        let end = locks.isEmpty ? text("no_locks") : locks.joined(separator: ", ")
        return text(migration.isContract ? "migration_contract" : "migration", values) + " " + end
    }
}

import Foundation
import HostPlugins

/// The configuration of a trial: two providers and two clients, all with the plugin, and the members that are asked for. Pure.
struct TrialInstallation: Sendable {
    let bundle: AcceptedBundle
    /// Of every instance; JSON, which is YAML.
    let settingsJSON: String
    /// Of other plugins that are there too, in order.
    let others: [AcceptedBundle]
    let people: Set<TrialPerson>

    /// The text of `tenants.yaml`.
    var configuration: String {
        var text = """
            version: 1
            plugins:

            """
        for bundle in others + [bundle] { text += bundle.entry }
        text += """
            tenants:
              - {id: operator, kind: operator, members: [{email: operator@trial.test, role: owner}]}

            """
        let beside = others.map { "\($0.instance), " }.joined()
        for (tenant, place) in [
            (TrialPerson.Tenant.provider, "kind: provider"), (.client, "kind: client, parent: provider"),
            (.neighbour, "kind: client, parent: provider"), (.rival, "kind: provider"),
        ] {
            let roles = Set(people.filter { $0.tenant == tenant }.map(\.role)).union([.owner])
            let members = roles.map { "{email: \(Self.email(TrialPerson(tenant: tenant, role: $0))), role: \($0.rawValue)}" }.sorted()
            text += "  - {id: \(tenant.rawValue), \(place), members: [\(members.joined(separator: ", "))], "
            text += "plugins: {\(beside)\(bundle.manifest.id): {settings: \(settingsJSON)}}}\n"
        }
        return text
    }

    static func email(_ person: TrialPerson) -> String { "\(person.role.rawValue).\(person.tenant.rawValue)@trial.test" }
}

extension ManifestReader {
    /// `secrets: {name: {description, required, scope, generate}}`; by default not required, the operator's for all tenants, and made by nobody.
    static func secrets(_ cursor: YamlCursor) -> [SecretDeclaration] {
        guard let members = cursor.anyMembers() else { return [] }
        if members.count > 32 { cursor.fault("too many", expected: "at most 32 secrets", found: "\(members.count)") }
        var found: [SecretDeclaration] = []
        for (name, member) in members {
            guard name.wholeMatch(of: /[a-z][a-z0-9_]{0,47}/) != nil else {
                cursor.list.add(
                    "wrong name", at: member.key?.mark ?? member.value.node.mark, field: member.value.field,
                    expected: "a name of a-z, 0-9 and '_' that begins with a letter (at most 48)", found: name)
                continue
            }
            guard let fields = member.value.members(["description", "required", "scope", "generate"]),
                let description = member.value.required("description", fields)?.text("what it is for", atMost: 500)
            else { continue }
            let isRequired = fields["required"]?.bool() ?? false
            let scope = fields["scope"]?.choice(SecretDeclaration.Scope.self) ?? .installation
            let isGenerated = fields["generate"]?.bool() ?? false
            if isGenerated, isRequired || scope != .tenant {
                member.value.fault(
                    "nobody would make it", expected: "generate with scope: tenant, and not required: it is there when it is read",
                    found: isRequired ? "required: true" : "scope: installation")
            }
            found.append(
                SecretDeclaration(
                    name: name, description: description, isRequired: isRequired, scope: scope, isGenerated: isGenerated))
        }
        return found.sorted { $0.name < $1.name }
    }
}

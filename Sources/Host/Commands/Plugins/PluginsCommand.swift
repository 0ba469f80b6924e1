import ArgumentParser

/// `hashinsight plugins`: what is there, whether it may be loaded, and the switch.
struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "List and check plugins; switch them on and off.",
        subcommands: [PluginsList.self, PluginsCheck.self, PluginsEnable.self, PluginsDisable.self], defaultSubcommand: PluginsList.self)
}

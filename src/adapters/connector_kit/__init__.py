"""What a connector's folder is built with: clients that give up in time, errors that say what to do, simulators."""

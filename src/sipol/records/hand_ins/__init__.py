"""Hand-ins: what a party handed in and when, who prepared and who confirmed it, and the checklist
that the commission keeps over it together with the party's liaison officer."""

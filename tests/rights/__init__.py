"""Every way in, tried as everybody: what is answered is what the policy table says, and nothing more comes along."""

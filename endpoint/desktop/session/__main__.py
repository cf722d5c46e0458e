"""`python -m endpoint.desktop.session`: started by the service in each graphical session, as the pupil."""

from endpoint.desktop.session.start import main

if __name__ == "__main__":
    main()

from .environment import Missing as Missing
from .label_studio.server import label_studio as label_studio
from .label_studio.server import label_studio_ready as label_studio_ready
from .process import ServiceFailed as ServiceFailed
from .web import web_app as web_app
